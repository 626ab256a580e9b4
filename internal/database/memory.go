package database

import (
	"math/bits"
	"sync"

	"modernc.org/libc"
)

// The memory below SQLite comes from the system in pages of 64 KB, each cut into pieces of one size (powers of two from 16 bytes to 16
// KB), and a page whose last piece is given back goes back to the system at once. A query that alone uses pieces of some size would so
// ask the system for a page and give it back each time, which takes longer than the query.
const smallestPiece, largestPiece = 16, 16 << 10

// holdMemory takes a piece of each size for good, so that its page stays: only what is used of a page takes memory.
var holdMemory = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	for size := bits.Len(smallestPiece) - 1; size < bits.Len(largestPiece); size++ {
		libc.Xmalloc(tls, libc.Tsize_t(1)<<size)
	}
})
