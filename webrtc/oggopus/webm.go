package oggopus

import "aula/internal/webm"

// WebM is a stream of clusters without an end.
type WebM struct{ stream webm.Stream }

// Type is WebM's.
func (*WebM) Type() string { return "audio/webm; codecs=opus" }

// Begin is everything before the first cluster.
func (w *WebM) Begin() []byte { return w.stream.Begin() }

// Piece is one cluster.
func (w *WebM) Piece(packets [][]byte) []byte { return w.stream.Piece(packets, packetLasts) }
