package main

import "slices"

// Frames of six packets, of a kilobyte each.
const (
	framePackets = 6
	packetBytes  = 1000
)

// vp8Camera is that of a browser, of 640 by 360.
func vp8Camera() camera {
	frame := func(first ...byte) [][]byte {
		payloads := make([][]byte, framePackets)
		for i := range payloads {
			payloads[i] = make([]byte, packetBytes)
		}
		copy(payloads[0], first)
		return payloads
	}
	return camera{"video/VP8", frame(0x10, 0, 0, 0, 0x9d, 1, 0x2a, 0x80, 2, 0x68, 1), frame(0x10, 1)}
}

// h264Camera is that of a studio, of 640 by 360: slices in fragments (RFC 6184, 5.8), parameter sets in one packet before each keyframe.
func h264Camera() camera {
	set := []byte{0x67, 0x42, 0xc0, 0x28, 0xda, 0x02, 0x80, 0xbf, 0xe5, 0x9a, 0x83, 0x03, 0x03, 0x01}
	pictureSet := []byte{0x68, 0xce, 0x3c, 0x80}
	sets := slices.Concat([]byte{0x78, 0, byte(len(set))}, set, []byte{0, byte(len(pictureSet))}, pictureSet)
	frame := func(slice byte) [][]byte {
		payloads := make([][]byte, framePackets)
		for i := range payloads {
			payloads[i] = make([]byte, packetBytes)
			payloads[i][0], payloads[i][1] = slice&0xe0|28, slice&0x1f
		}
		payloads[0][1] |= 0x80
		payloads[0][2] = 0x80 // the slice's first block is the picture's
		payloads[framePackets-1][1] |= 0x40
		return payloads
	}
	return camera{"video/H264", append([][]byte{sets}, frame(0x65)...), frame(0x41)}
}
