package match

// sieve holds back hashes that are certainly not in a set, at the cost of one
// bit each. Few accounts look something up among all people; nearly all people
// are held back here and never looked up in a map.
type sieve []uint64

// newSieve makes a sieve for a set of so many hashes: sixteen bits for each, so
// of those that are not in the set one in sixteen passes.
func newSieve(size int) sieve {
	words := 1
	for words < size/4 {
		words *= 2
	}
	return make(sieve, words)
}

func (s sieve) bit(hash uint32) (word, mask uint64) {
	return uint64(hash/64) & uint64(len(s)-1), 1 << (hash % 64)
}

func (s sieve) add(hash uint32) {
	word, mask := s.bit(hash)
	s[word] |= mask
}

// mayHave is false only for a hash that was not added.
func (s sieve) mayHave(hash uint32) bool {
	word, mask := s.bit(hash)
	return s[word]&mask != 0
}
