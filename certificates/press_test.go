package certificates_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"aula/certificates"
	"aula/internal/documents"
	"aula/internal/jobs"
	"aula/organisations"
)

func TestWhoeverAsksForThePDFGetsTheSameBytes(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	files := make([][]byte, 12)
	var wait sync.WaitGroup
	for i := range files {
		wait.Go(func() {
			var err error
			if files[i], err = a.press.PDF(a, c); err != nil { // nobody has drawn it yet
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, file := range files {
		if !bytes.Equal(file, files[0]) {
			t.Fatal("two different files were handed out")
		}
	}
	if sum := sha256.Sum256(files[0]); a.again(c).SHA256() != hex.EncodeToString(sum[:]) {
		t.Error("the digest is another one's")
	}
	kept, err := filepath.Glob(filepath.Join(a.DataDir(), "storage", "*", c.Id, "*.pdf"))
	if err != nil || len(kept) != 1 {
		t.Errorf("kept files %v, %v", kept, err)
	}
	if _, err := documents.Verify(files[0], a.anchors()); err != nil {
		t.Error(err)
	}
}

func TestTheQueueDrawsWhatWasIssued(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	queue := jobs.New(a)
	queue.Register(certificates.Job, func(_ context.Context, app core.App, payload json.RawMessage) error {
		return a.press.Run(app, payload)
	})
	if err := queue.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !a.again(c).IsDrawn() {
		t.Error("not drawn")
	}
	if err := a.press.Run(a, json.RawMessage(`{"certificate":"none"}`)); !errors.Is(err, jobs.ErrGiveUp) {
		t.Errorf("a job for none: %v", err)
	}
}

func TestAFileDamagedOnDiskIsNotHandedOut(t *testing.T) {
	a := open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	a.pdf(c)
	kept, err := filepath.Glob(filepath.Join(a.DataDir(), "storage", "*", c.Id, "*.pdf"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	content, err := os.ReadFile(kept[0])
	if err != nil {
		t.Fatal(err)
	}
	content[1000] ^= 1
	if err := os.WriteFile(kept[0], content, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := a.press.PDF(a, a.again(c)); !errors.Is(err, certificates.ErrDamaged) {
		t.Errorf("changed: %v", err)
	}
	if err := os.Remove(kept[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := a.press.PDF(a, a.again(c)); !errors.Is(err, certificates.ErrDamaged) {
		t.Errorf("gone: %v", err)
	}
}

func TestTheLogoOfTheCentreIsDrawnAndOneThatCannotBeIsLeftOut(t *testing.T) {
	a := open(t)
	var logo bytes.Buffer
	if err := png.Encode(&logo, image.NewRGBA(image.Rect(0, 0, 64, 32))); err != nil {
		t.Fatal(err)
	}
	plain := a.pdf(a.issued("anna@example.it", "Anna", "Rossi"))
	rows := []struct {
		name    string
		content []byte
		drawn   bool
	}{
		{"logo.png", logo.Bytes(), true},
		{"logo.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), false},
	}
	for _, row := range rows {
		centre, err := organisations.CentreOf(a)
		if err != nil {
			t.Fatal(err)
		}
		file, err := filesystem.NewFileFromBytes(row.content, row.name)
		if err != nil {
			t.Fatal(err)
		}
		if err := organisations.SaveLogo(a, *centre, file); err != nil {
			t.Fatal(err)
		}
		organisations.Forget(a) // hooks remembers each change
		got := a.pdf(a.issued(row.name+"@example.it", "Anna", "Rossi"))
		if drawn := bytes.Count(got, []byte("/Subtype /Image")) > bytes.Count(plain, []byte("/Subtype /Image")); drawn != row.drawn {
			t.Errorf("%s: drawn %v", row.name, drawn)
		}
	}
}

func TestCheckingAFileAgainstTheRegister(t *testing.T) {
	a, elsewhere := open(t), open(t)
	c := a.issued("anna@example.it", "Anna", "Rossi")
	file := a.pdf(c)
	again, err := a.signer.Sign(bytes.Clone(unsigned(t)), documents.Reason{})
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(file)
	changed[900] ^= 1
	rows := []struct {
		name string
		file []byte
		want error
	}{
		{"as it was issued", file, nil},
		{"changed", changed, documents.ErrAltered},
		{"another academy's", elsewhere.pdf(elsewhere.issued("anna@example.it", "Anna", "Rossi")), documents.ErrOtherSigner},
		{"not signed", unsigned(t), documents.ErrNotSigned},
		{"signed by us, but never issued", again, certificates.ErrUnknown},
		{"no document", []byte("hello"), documents.ErrUnreadable},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			found, err := certificates.VerifyFile(a, a.anchors(), row.file)
			if !errors.Is(err, row.want) || row.want == nil && found.Id != c.Id {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := certificates.Revoke(a, c.Id, "errore"); err != nil {
		t.Fatal(err)
	}
	if found, err := certificates.VerifyFile(a, a.anchors(), file); err != nil || found.Holds() {
		t.Errorf("revoked: %v", err)
	}
}

func unsigned(t *testing.T) []byte {
	t.Helper()
	file, err := documents.DrawCertificate("it", documents.Certificate{Code: "X", Address: "https://example.it"})
	if err != nil {
		t.Fatal(err)
	}
	return file
}
