package mixing

import "github.com/thesyncim/gopus"

// voice is what one source sounds like, decoded.
type voice struct {
	decoder *gopus.Decoder
	from    int64     // the sample that sound begins with
	sound   []float32 // without gaps
	began   bool
	scratch [longest]float32
}

func (v *voice) end() int64 { return v.from + int64(len(v.sound)) }

// add decodes a packet and puts it where it belongs: right after the one before if that is nearly so, because clocks are never exact.
func (v *voice) add(at int64, packet []byte) {
	if Silent(packet) {
		return
	}
	n, err := v.decoder.Decode(packet, v.scratch[:])
	if err != nil || n == 0 {
		return
	}
	off := at - v.end()
	switch {
	case !v.began || off > keeps || off < -keeps: // it begins, or a clock has jumped
		v.from, v.sound, v.began = at, v.sound[:0], true
	case off >= -sticks && off <= sticks:
	case off < 0: // it is late: what overlaps is lost until it has caught up
		return
	default:
		v.sound = append(v.sound, make([]float32, off)...)
	}
	v.sound = append(v.sound, v.scratch[:n]...)
	if over := len(v.sound) - keeps; over > 0 {
		v.drop(over)
	}
}

// drop lets go of the first samples.
func (v *voice) drop(n int) {
	v.from += int64(n)
	v.sound = v.sound[:copy(v.sound, v.sound[n:])]
}

// pour adds what sounds from a sample on to the sum, and lets go of it.
func (v *voice) pour(at int64, sum []float32) {
	if late := at - v.from; late > 0 {
		v.drop(int(min(late, int64(len(v.sound)))))
	}
	begins := v.from - at
	if begins >= int64(len(sum)) || len(v.sound) == 0 {
		return
	}
	for i, s := range v.sound[:min(len(v.sound), len(sum)-int(max(begins, 0)))] {
		sum[int(max(begins, 0))+i] += s
	}
}
