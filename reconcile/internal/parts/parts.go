package parts

// atOnce is how many parts are done at the same time at most.
const atOnce = 8

// Of is the number of parts of at most size things that n things make.
func Of(n, size int) int { return (n + size - 1) / size }

// Do does n things in parts of size things, the last one of what is left, and
// returns when all are done. A single part is done by the caller. A panic in a
// part is the caller's, once the others have ended.
func Do(n, size int, do func(part, first, end int)) {
	all := Of(n, size)
	if all == 1 {
		do(0, 0, n)
		return
	}
	next := make(chan int, all)
	for part := range all {
		next <- part
	}
	close(next)
	ended := make(chan any)
	workers := min(all, atOnce)
	for range workers {
		go func() {
			defer func() { ended <- recover() }()
			for part := range next {
				do(part, part*size, min(n, (part+1)*size))
			}
		}()
	}
	var fault any
	for range workers {
		if p := <-ended; p != nil {
			fault = p
		}
	}
	if fault != nil {
		panic(fault)
	}
}
