//go:build !linux

package commands

import "runtime/debug"

// rest gives back what the start alone needed.
func rest() { debug.FreeOSMemory() }
