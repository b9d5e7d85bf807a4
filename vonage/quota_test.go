package vonage

// How long a read takes under a quota that nobody publishes, against what the
// quota itself allows: the simulator counts the requests of a minute and says
// nothing about when to come back.

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"rollcall/reconcile"
	"rollcall/vonage/simulator"
)

// quotaFloor is how long the quota itself makes so many requests take: full
// minutes, and the last requests at once. travel is what one request takes.
func quotaFloor(requests, quota, workers int, travel time.Duration) time.Duration {
	full := (requests - 1) / quota
	last := requests - full*quota
	return time.Duration(full)*time.Minute + time.Duration((last+workers-1)/workers)*travel
}

// TestUnknownQuotasCostLittle holds a cold start to 1.15 of the floor and a
// remembered pace to 1.03.
func TestUnknownQuotasCostLittle(t *testing.T) {
	const users, pageSize, workers, travel = 10_000, 10, 8, 50 * time.Millisecond
	company := simulator.Generate(11, simulator.Size{People: users, VBC: users, VCC: users}, time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC))
	products := map[reconcile.Product]func(simulator.Scenario, Options) reconcile.Population{
		reconcile.VBC: func(s simulator.Scenario, opt Options) reconcile.Population {
			return FetchVBC(context.Background(), VBC{AccountID: s.VBC.AccountID, ClientID: s.VBC.ClientID, ClientSecret: NewSecret(s.VBC.ClientSecret),
				Username: s.VBC.Username, Password: NewSecret(s.VBC.Password), PageSize: pageSize, Workers: workers}, opt)
		},
		reconcile.VCC: func(s simulator.Scenario, opt Options) reconcile.Population {
			return FetchVCC(context.Background(), VCC{Region: "emea", ClientID: s.VCC.ClientID, ClientSecret: NewSecret(s.VCC.ClientSecret),
				PageSize: pageSize, Workers: workers}, opt)
		},
	}
	for _, product := range reconcile.Products() {
		for _, quota := range []int{10, 60, 600} {
			t.Run(fmt.Sprintf("%s/%d", product, quota), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					pace := map[reconcile.Product]reconcile.Pace{}
					for _, limit := range []float64{1.15, 1.03} {
						tenant, err := simulator.New(company.Scenario, simulator.Options{RequestsPerMinute: quota, Latency: travel})
						if err != nil {
							t.Fatal(err)
						}
						start := time.Now()
						pop := products[product](company.Scenario, Options{Transport: inProcess{tenant}, Jitter: func() float64 { return 0.5 }, Pace: pace})
						want(t, pop, complete, "")
						took := time.Since(start)
						log := slices.DeleteFunc(tenant.Log(), func(r simulator.Request) bool { return r.Token })
						refused := 0
						for _, r := range log {
							if r.Status == 429 {
								refused++
							}
						}
						floor := quotaFloor(len(log)-refused, quota, workers, travel)
						ratio := took.Seconds() / floor.Seconds()
						t.Logf("from %+v: %d requests granted, %d refused, %v: %.3f of the floor; learned %+v", pace, len(log)-refused, refused, took, ratio, pop.Proof.Pace)
						if ratio > limit {
							t.Errorf("%v, %.3f of the floor %v, want at most %.2f", took, ratio, floor, limit)
						}
						if pop.Proof.Pace != (reconcile.Pace{PerMinute: quota}) {
							t.Errorf("learned %+v", pop.Proof.Pace)
						}
						pace[product] = pop.Proof.Pace
						time.Sleep(time.Hour)
					}
				})
			})
		}
	}
}
