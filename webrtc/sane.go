package webrtc

import (
	"errors"
	"fmt"
	"strings"

	"github.com/pion/sdp/v3"
)

// How many layers a section may have, and how many sources it may name.
const (
	mostLayers  = 8
	mostSources = 64
)

// mostCandidates is how many candidates a description or a fragment may bring, and mostTrickled how many a session may bring in all: pion
// keeps each, and a pair of each with each of ours.
const (
	mostCandidates = 64
	mostTrickled   = 256
)

// sane refuses what pion does not survive, or what would make us keep much. Its error is ErrMalformed.
func sane(d *sdp.SessionDescription) error {
	candidates := 0
	for _, m := range d.MediaDescriptions {
		rids, sources := 0, 0
		for _, a := range m.Attributes {
			switch a.Key {
			case "candidate":
				if candidates++; candidates > mostCandidates {
					return fmt.Errorf("%w: %w", ErrMalformed, ErrCandidates)
				}
			case "rid":
				rids++
			case "ssrc", "ssrc-group":
				sources++
			case "simulcast":
				if hollow(a.Value) {
					return fmt.Errorf("simulcast %.40q: %w", a.Value, ErrMalformed)
				}
			}
		}
		if rids > mostLayers || sources > mostSources {
			return fmt.Errorf("%d layers, %d sources: %w", rids, sources, ErrMalformed)
		}
	}
	return nil
}

// hollow says that a list of layers ("send q;h;f") has an empty one.
func hollow(simulcast string) bool {
	if simulcast == "" {
		return false
	}
	if space := strings.Index(simulcast, " "); space > 0 {
		simulcast = simulcast[space+1:]
	}
	for layer := range strings.SplitSeq(simulcast, ";") {
		if layer == "" {
			return true
		}
	}
	return false
}

// errStumbled says that pion panicked over a description. It comes with ErrMalformed: the peer is refused and nobody else is hurt.
var errStumbled = errors.New("description made pion panic")

// survive does what pion may panic over.
func survive(do func() error) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("%w: %w: %v", ErrMalformed, errStumbled, cause)
		}
	}()
	return do()
}
