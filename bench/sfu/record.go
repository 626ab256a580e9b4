package main

import (
	"net/http"
	"os"
	"path/filepath"
	"time"

	"aula/webrtc/recording"
)

// record writes what the room shows and sounds of into a file, until stop.
func (o *ours) record(w http.ResponseWriter, _ *http.Request) {
	path := filepath.Join(os.TempDir(), "aula-bench-capture")
	_ = os.Remove(path) // of the round before
	tape, err := recording.Create(path, time.Now())
	if err == nil {
		o.recorder, err = o.room.Record(tape, nil)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (o *ours) stop(w http.ResponseWriter, _ *http.Request) {
	o.recorder.Stop()
	info, err := os.Stat(filepath.Join(os.TempDir(), "aula-bench-capture"))
	if err != nil || info.Size() < 100<<10 || o.recorder.Dropped() > 0 {
		http.Error(w, "nothing was recorded, or not all of it", http.StatusInternalServerError)
	}
	_ = os.Remove(filepath.Join(os.TempDir(), "aula-bench-capture"))
}
