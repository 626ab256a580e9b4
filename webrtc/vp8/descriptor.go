// Package vp8 reads what an SFU must know of a VP8 packet (RFC 7741): where frames begin, which of them are keyframes and how
// large, and where the numbers stand that change when layers are switched. It decodes no picture.
package vp8

import (
	"encoding/binary"
	"errors"
)

// ErrMalformed says that a payload is no VP8.
var ErrMalformed = errors.New("not a VP8 payload")

// Descriptor is what stands before the picture's data. Offsets count from the payload's first byte; 0 means absent.
type Descriptor struct {
	Size      uint8 // bytes before the picture's data
	Start     bool  // the packet begins a frame
	Keyframe  bool  // and that frame is a keyframe
	Width     uint16
	Height    uint16
	PictureAt uint8
	LongID    bool // the picture's number has 15 bits
	Picture   uint16
	TL0At     uint8
	TL0       uint8
}

// Parse reads a payload's descriptor. Its error is ErrMalformed.
func Parse(b []byte) (Descriptor, error) {
	var d Descriptor
	if len(b) < 1 {
		return d, ErrMalformed
	}
	at, first := 1, b[0]
	if first&0x80 != 0 {
		var err error
		if at, err = d.extension(b); err != nil {
			return Descriptor{}, err
		}
	}
	if len(b) <= at {
		return Descriptor{}, ErrMalformed
	}
	d.Size = uint8(at)
	d.Start = first&0x10 != 0 && first&0x07 == 0
	if d.Start && b[at]&0x01 == 0 && len(b) >= at+10 {
		d.Keyframe = b[at+3] == 0x9d && b[at+4] == 0x01 && b[at+5] == 0x2a
		if d.Keyframe {
			d.Width = binary.LittleEndian.Uint16(b[at+6:]) & 0x3fff
			d.Height = binary.LittleEndian.Uint16(b[at+8:]) & 0x3fff
		}
	}
	return d, nil
}

// extension reads the optional fields and returns where the picture's data begins.
func (d *Descriptor) extension(b []byte) (int, error) {
	if len(b) < 2 {
		return 0, ErrMalformed
	}
	at, has := 2, b[1]
	if has&0x80 != 0 { // I
		if len(b) <= at {
			return 0, ErrMalformed
		}
		d.PictureAt = uint8(at)
		if d.LongID = b[at]&0x80 != 0; d.LongID {
			if len(b) <= at+1 {
				return 0, ErrMalformed
			}
			d.Picture = binary.BigEndian.Uint16(b[at:]) & 0x7fff
			at++
		} else {
			d.Picture = uint16(b[at] & 0x7f)
		}
		at++
	}
	if has&0x40 != 0 { // L
		if len(b) <= at {
			return 0, ErrMalformed
		}
		d.TL0At, d.TL0 = uint8(at), b[at]
		at++
	}
	if has&0x30 != 0 { // T or K
		at++
	}
	return at, nil
}

// Rewrite puts other numbers into a copy of the payload that the descriptor was read from.
func (d Descriptor) Rewrite(payload []byte, picture uint16, tl0 uint8) {
	if d.PictureAt > 0 {
		if d.LongID {
			binary.BigEndian.PutUint16(payload[d.PictureAt:], picture|0x8000)
		} else {
			payload[d.PictureAt] = uint8(picture & 0x7f)
		}
	}
	if d.TL0At > 0 {
		payload[d.TL0At] = tl0
	}
}
