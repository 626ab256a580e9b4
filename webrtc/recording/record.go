package recording

import "time"

// Track is one received encoding of something that somebody publishes.
type Track struct {
	ID     int    `json:"id"`
	Name   string `json:"name"` // of the published track, whose encodings share it
	Person string `json:"person"`
	Source string `json:"source"` // camera, microphone, screen, screen_audio
	Mime   string `json:"mime"`
	Clock  uint32 `json:"clock"` // ticks a second of its timestamps
}

// Video tells pictures from sound.
func (t Track) Video() bool { return t.Source == "camera" || t.Source == "screen" }

// Packet is one that came.
type Packet struct {
	Track     int
	Arrived   time.Duration // since the capture began
	Sequence  uint16
	Timestamp uint32
	Marker    bool
	Loud      uint8 // 0: unknown, 1: silence, 128: the loudest
	Payload   []byte
}

// Report is what a publisher says of its clock: at that moment of it, this was the timestamp.
type Report struct {
	Track     int
	Arrived   time.Duration
	NTP       uint64
	Timestamp uint32
}

// Shown says whose pictures are on stage from a moment on; track 0: nobody's.
type Shown struct {
	Track int
	At    time.Duration
}

// Record is one of these, or a Track.
type Record interface{ kind() byte }

func (Track) kind() byte  { return 't' }
func (Packet) kind() byte { return 'p' }
func (Report) kind() byte { return 'r' }
func (Shown) kind() byte  { return 's' }
