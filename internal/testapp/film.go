package testapp

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"testing"
	"time"

	"aula/recordings/webm"
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
	var packets []webm.Packet
	for at := time.Duration(0); at < length; at += 20 * time.Millisecond {
		if at%(250*time.Millisecond) < 20*time.Millisecond {
			data, err := base64.StdEncoding.DecodeString(pictures[int(at/time.Second)%len(pictures)])
			if err != nil {
				t.Fatal(err)
			}
			packets = append(packets, webm.Packet{Picture: true, Whole: true, At: at, Data: data})
		}
		packets = append(packets, webm.Packet{At: at, Data: silence})
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := webm.Compose(f, 160, 90, length, packets); err != nil {
		t.Fatal(err)
	}
}
