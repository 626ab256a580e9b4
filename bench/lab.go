package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
)

// lab is where the experiments work: a temporary folder with the programs and the data that they share.
type lab struct {
	root    string // of the project
	dir     string
	aula    func() (string, error) // path of our binary, built the first time
	stock   func() (string, error) // path of PocketBase
	academy func() (*academy, error)
	plain   func() (*plainPocketBase, error)
}

func openLab() (*lab, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("find the project: %w", err)
	}
	dir, err := os.MkdirTemp("", "aula-bench-*")
	if err != nil {
		return nil, err
	}
	l := &lab{root: strings.TrimSpace(string(root)), dir: dir}
	l.aula = sync.OnceValues(func() (string, error) { return l.build("aula", ".") })
	l.stock = sync.OnceValues(func() (string, error) { return l.build("pocketbase", "./bench/stock") })
	l.academy = sync.OnceValues(func() (*academy, error) { return l.makeAcademy(filepath.Join(dir, "academy")) })
	l.plain = sync.OnceValues(func() (*plainPocketBase, error) {
		a, err := l.academy()
		if err != nil {
			return nil, err
		}
		return l.makePlainPocketBase(a)
	})
	return l, nil
}

func (l *lab) close() { _ = os.RemoveAll(l.dir) } // the system clears its temporary folder anyway

// build compiles a program as `make build` does.
func (l *lab) build(name, from string) (string, error) {
	path := filepath.Join(l.dir, name)
	c := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", path, from)
	c.Dir = l.root
	c.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := c.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", from, err, out)
	}
	return path, nil
}

// serveAula starts our server on a data folder.
func (l *lab) serveAula(dir string) (*server, error) {
	program, err := l.aula()
	if err != nil {
		return nil, err
	}
	return serve("/", program, "serve", "--dir", dir)
}

// serveStock starts PocketBase on a data folder. Started from a temporary folder it would take itself for a
// program under development and print every query; an installed one does not.
func (l *lab) serveStock(dir string) (*server, error) {
	program, err := l.stock()
	if err != nil {
		return nil, err
	}
	return serve("/api/health", program, "serve", "--dir", dir, "--dev=false")
}
