package database

import (
	"math/bits"
	"sync"

	"modernc.org/libc"
)

// The memory below SQLite comes from the system in pages of 64 KB, each cut into pieces of one size (powers of two from 16 bytes to 16
// KB), and a page whose last piece is given back goes back to the system at once. A query that alone uses pieces of some size would so
// ask the system for a page and give it back each time, which takes longer than the query.
const (
	memoryPage                  = 64 << 10
	smallestPiece, largestPiece = 16, 16 << 10
	journalPiece, journalPieces = 2 << 10, 4 * memoryPage / (2 << 10)
)

// holdMemory takes a piece of each size for good, so that its page stays: only what is used of a page takes memory. It takes four pages
// of the size of which the journal is made that SQLite keeps of a statement with triggers, to take back half of one: an entry of hours
// fills more than one page with it, and asking for the others took twice as long as writing the entry.
var holdMemory = sync.OnceFunc(func() {
	tls := libc.NewTLS()
	defer tls.Close()
	for size := bits.Len(smallestPiece) - 1; size < bits.Len(largestPiece); size++ {
		libc.Xmalloc(tls, libc.Tsize_t(1)<<size)
	}
	var page uintptr
	var spare []uintptr
	for range journalPieces {
		piece := libc.Xmalloc(tls, journalPiece)
		if piece/memoryPage == page {
			spare = append(spare, piece)
		}
		page = piece / memoryPage
	}
	for _, piece := range spare {
		libc.Xfree(tls, piece)
	}
})
