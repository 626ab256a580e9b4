package webrtc

import (
	"os"
	"runtime/debug"
	"sync"
)

// thriftyPercent is how much garbage may lie around, in percent of what is in use, while people are in rooms. Go's own choice, 100,
// would let the many small things of each connection count twice. This costs a collection more every few seconds.
const thriftyPercent = 30

// thrift is the process's: there is one garbage collector, however many engines.
var thrift struct {
	mu     sync.Mutex // guards what follows
	people int
	before int // percent
}

// saveMemory is told of each peer that comes. Who has set GOGC knows better.
func saveMemory() {
	thrift.mu.Lock()
	defer thrift.mu.Unlock()
	thrift.people++
	if thrift.people == 1 && os.Getenv("GOGC") == "" {
		thrift.before = debug.SetGCPercent(thriftyPercent)
	}
}

// spendMemory is told of each peer that leaves.
func spendMemory() {
	thrift.mu.Lock()
	defer thrift.mu.Unlock()
	thrift.people--
	if thrift.people == 0 && os.Getenv("GOGC") == "" {
		debug.SetGCPercent(thrift.before)
	}
}
