package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

// server is a process that answers on loopback.
type server struct {
	url  string
	cmd  *exec.Cmd
	out  bytes.Buffer
	took time.Duration // from its start to its first answer
}

// patience is how long a server may take to answer for the first time.
const patience = 30 * time.Second

// serve starts a program with an address to listen on and waits until it answers the path with 200.
func serve(path, program string, args ...string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	return serveAt(address, path, program, args...)
}

// serveAt starts a program that listens on an address.
func serveAt(address, path, program string, args ...string) (*server, error) {
	s := &server{url: "http://" + address, cmd: exec.Command(program, append(args, "--http", address)...)}
	s.cmd.Stdout, s.cmd.Stderr = &s.out, &s.out
	began := time.Now()
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	if err := s.wait(path, began.Add(patience)); err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.took = time.Since(began)
	return s, nil
}

// wait asks again and again, closely enough for a start to be timed.
func (s *server) wait(path string, until time.Time) error {
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	last := errors.New("no answer")
	for time.Now().Before(until) {
		answer, err := client.Get(s.url + path)
		if err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
			last = fmt.Errorf("GET %s: %s", path, answer.Status)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Millisecond)
		<-ctx.Done()
		cancel()
	}
	return fmt.Errorf("%s did not start: %w\n%s", s.cmd.Path, last, s.out.Bytes())
}

func (s *server) processorTime() (time.Duration, error) { return processorTime(s.cmd.Process.Pid) }
func (s *server) memory() (int64, error)                { return residentMemory(s.cmd.Process.Pid) }

// stop ends the process as an operator would.
func (s *server) stop() error {
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- s.cmd.Wait() }()
	select {
	case <-ended: // its exit status says nothing about what was measured
		return nil
	case <-time.After(patience):
		return errors.Join(s.cmd.Process.Kill(), <-ended)
	}
}

// kill ends the process as a power cut does.
func (s *server) kill() error {
	err := s.cmd.Process.Kill()
	_ = s.cmd.Wait() // killed: that is what it says
	return err
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
