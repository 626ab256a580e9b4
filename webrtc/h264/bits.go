package h264

import "math/bits"

// writer writes numbers of any width, the highest bit first.
type writer struct {
	b    []byte
	free int // bits of the last byte that are not taken
}

func (w *writer) put(n uint, width int) {
	for ; width > 0; width-- {
		if w.free == 0 {
			w.b, w.free = append(w.b, 0), 8
		}
		w.free--
		w.b[len(w.b)-1] |= byte(n>>(width-1)&1) << w.free
	}
}

// golomb writes numbers in the code of that name (9.1). Those that may be below zero are given as they are coded: 0 is 0.
func (w *writer) golomb(list ...uint) {
	for _, n := range list {
		width := bits.Len(n + 1)
		w.put(n+1, 2*width-1)
	}
}

// align fills the last byte up with zeros.
func (w *writer) align() { w.free = 0 }

// unit is a unit of H.264 with what was written: behind its first byte nothing looks like the beginning of another one.
func (w *writer) unit(first byte) []byte {
	w.put(1, 1)
	w.align()
	unit, zeros := make([]byte, 1, len(w.b)+len(w.b)/64+2), 0
	unit[0] = first
	for _, c := range w.b {
		if zeros == 2 && c <= 3 {
			unit, zeros = append(unit, 3), 0
		}
		unit = append(unit, c)
		if zeros++; c != 0 {
			zeros = 0
		}
	}
	return unit
}
