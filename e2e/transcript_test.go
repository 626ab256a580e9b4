package e2e

import (
	"bufio"
	"io"
	"strings"
	"sync"
)

// transcript keeps the lines that a program prints.
type transcript struct {
	mu    sync.Mutex
	lines []string
	ended chan struct{}
}

// newTranscript keeps what comes until the other side ends.
func newTranscript(from io.Reader) *transcript {
	s := &transcript{ended: make(chan struct{})}
	go func() {
		defer close(s.ended)
		for lines := bufio.NewScanner(from); lines.Scan(); {
			s.mu.Lock()
			s.lines = append(s.lines, lines.Text())
			s.mu.Unlock()
		}
	}()
	return s
}

// end waits until everything has been read.
func (s *transcript) end() { <-s.ended }

// with returns the lines that contain the text.
func (s *transcript) with(text string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []string
	for _, line := range s.lines {
		if strings.Contains(line, text) {
			found = append(found, line)
		}
	}
	return found
}
