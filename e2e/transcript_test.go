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

// read keeps what comes until the other side ends.
func (s *transcript) read(from io.Reader) {
	ended := make(chan struct{})
	s.ended = ended
	go func() {
		defer close(ended)
		for lines := bufio.NewScanner(from); lines.Scan(); {
			s.mu.Lock()
			s.lines = append(s.lines, lines.Text())
			s.mu.Unlock()
		}
	}()
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
