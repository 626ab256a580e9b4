//go:build !linux && !darwin

package health

// FreeSpace is not known here.
func FreeSpace(string) (bytes uint64, known bool) { return 0, false }
