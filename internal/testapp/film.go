package testapp

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aula/internal/webm"
)

// Whole pictures of 160 by 90, each of one colour: blue, green and red.
var pictures = []string{
	"cAUAnQEqoABaAAGHCIWFiJmEiAgCAnTyQOiKyCGqpNdxDqqTXcQ6qk13EOqpNdxDqqTXbQD+/SFF/9g7//0Hf/+g7/VM5ZnCvPgA",
	"8AUAnQEqoABaAAGHCIWFiJmEiAgCAnWqA/gCBpoVphqqTXcQ6qk13EOqpNdxDqqTXcQ6qk13EN4A/vkEZ/8WcjEdnm/+bArmufc0AA==",
	"sAUAnQEqoABaAAGHCIWFiJmEiAgCAnWqAgZ5lqTnr0ZeI569GXiOevRl4jnr0ZeI569GXiOUAP77aJf4tpHQpkP/sHf/oO//Qd/pwAA=",
}

// silence is 20 milliseconds of it, as Opus.
var silence = []byte{0xf8, 0xff, 0xfe}

// Film writes a film that browsers play: silence, and each second another picture, four times.
func Film(t testing.TB, path string, length time.Duration) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w, err := webm.NewWriter(f, webm.Tracks{Width: 160, Height: 90, Sound: true})
	for at := time.Duration(0); at < length && err == nil; at += 20 * time.Millisecond {
		if at%(250*time.Millisecond) < 20*time.Millisecond {
			var picture []byte
			if picture, err = base64.StdEncoding.DecodeString(pictures[int(at/time.Second)%len(pictures)]); err == nil {
				err = w.Picture(at, picture, true)
			}
		}
		if err == nil {
			err = w.Sound(at, 20*time.Millisecond, silence)
		}
	}
	if err == nil {
		_, err = w.Close(length)
	}
	if err != nil {
		t.Fatal(err)
	}
}
