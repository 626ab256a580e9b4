package documents

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func openSigner(t testing.TB) *Signer {
	t.Helper()
	signer, err := OpenSigner(Keys{Folder: filepath.Join(t.TempDir(), "keys")}, "Accademia di prova")
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

func signed(t testing.TB, s *Signer) []byte {
	t.Helper()
	file, err := s.Sign(drawn(t, "it", sample()), Reason{Name: "Città (metropolitana) \\ di Genova", Reason: "Attestato", Made: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestASignedCertificateIsAccepted(t *testing.T) {
	signer := openSigner(t)
	file := signed(t, signer)
	found, err := Verify(file, []*x509.Certificate{openSigner(t).certificate, signer.certificate})
	if err != nil {
		t.Fatal(err)
	}
	if !found.Certificate.Equal(signer.certificate) || time.Since(found.Signed) > time.Minute {
		t.Errorf("found %v of %v", found.Certificate.Subject, found.Signed)
	}
	if text := shown(t, file); !strings.Contains(text, "Maria Antonietta") {
		t.Errorf("the signed file shows %q", text)
	}
}

func TestWhatVerifyRefuses(t *testing.T) {
	signer, other := openSigner(t), openSigner(t)
	good, bare := signed(t, signer), drawn(t, "it", sample())
	contents := bytes.Index(good, []byte("/Contents<")) + len("/Contents<")
	end := contents + bytes.IndexByte(good[contents:], '>')
	change := func(at int, to string) []byte {
		file := bytes.Clone(good)
		copy(file[at:], to)
		return file
	}
	foreign := signed(t, other)
	second := sample()
	second.Name = "Un’altra persona"
	ours, err := signer.Sign(drawn(t, "it", second), Reason{Made: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	transplanted := change(contents, string(ours[bytes.Index(ours, []byte("/Contents<"))+len("/Contents<"):][:end-contents]))
	rows := []struct {
		name string
		file []byte
		want error
	}{
		{"nothing", nil, ErrUnreadable},
		{"garbage", []byte("MZ\x90 not a document"), ErrUnreadable},
		{"a pdf behind something else", append([]byte("\n"), good...), ErrUnreadable},
		{"a file beyond the limit", append(bytes.Clone(good), make([]byte, MaxFile)...), ErrUnreadable},
		{"the page before it was signed", bare, ErrNotSigned},
		{"a range that cannot be read", append(bytes.Clone(bare), "/ByteRange [0 1 x]"...), ErrAltered},
		{"one bit changed on the page", change(700, string([]byte{good[700] ^ 1})), ErrAltered},
		{"the last byte cut off", good[:len(good)-1], ErrAltered},
		{"a byte added", append(bytes.Clone(good), '\n'), ErrAltered},
		{"another revision added", append(bytes.Clone(good), "\n5 0 obj\n<<>>\nendobj\nxref\n0 0\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"...), ErrAltered},
		{"the range changed", bytes.Replace(good, []byte("/ByteRange [0 "), []byte("/ByteRange [1 "), 1), ErrAltered},
		{"the signature emptied", change(contents, strings.Repeat("0", 400)), ErrAltered},
		{"the padding used", change(end-2, "41"), ErrAltered},
		{"something hidden in the signature", change(end-20, ">/A(b)<41"), ErrAltered},
		{"another file's signature", transplanted, ErrAltered},
		{"the same page signed by another key", foreign, ErrOtherSigner},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			if _, err := Verify(row.file, []*x509.Certificate{signer.certificate}); !errors.Is(err, row.want) {
				t.Errorf("got %v, want %v", err, row.want)
			}
		})
	}
}

// Whoever forges may choose the names and the number of a certificate: only the key must count.
func TestACertificateThatLooksLikeOursIsNotOurs(t *testing.T) {
	ours := openSigner(t)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := *ours.certificate
	template.PublicKey = nil
	raw, err := x509.CreateCertificate(rand.Reader, &template, &template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	twin, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	if twin.SerialNumber.Cmp(ours.certificate.SerialNumber) != 0 || !bytes.Equal(twin.RawIssuer, ours.certificate.RawIssuer) {
		t.Fatal("not a twin")
	}
	forger := &Signer{key: key, certificate: twin, chain: []*x509.Certificate{twin}}
	if _, err := Verify(signed(t, forger), []*x509.Certificate{ours.certificate}); !errors.Is(err, ErrOtherSigner) {
		t.Errorf("got %v", err)
	}
}

func TestTheCoverOfASignatureIsTheWholeFile(t *testing.T) {
	// 0123456789 is the head, <ab> the signature, and the tail ends the file.
	frame := func(a, b, c, d int, gap string) []byte {
		head := fmt.Sprintf("%%PDF-1.7 /ByteRange [%d %d %d %d]", a, b, c, d)
		return []byte(head + strings.Repeat(" ", 60-len(head)) + gap + "tail")
	}
	rows := []struct {
		name string
		file []byte
		ok   bool
	}{
		{"head and tail", frame(0, 60, 64, 4, "<ab>"), true},
		{"the head's first byte left out", frame(1, 60, 64, 4, "<ab>"), false},
		{"the tail's last byte left out", frame(0, 60, 64, 3, "<ab>"), false},
		{"more than there is", frame(0, 60, 64, 5, "<ab>"), false},
		{"overlapping", frame(0, 64, 60, 8, "<ab>"), false},
		{"nothing left out", frame(0, 60, 60, 8, "<ab>"), false},
		{"text beside the digits", frame(0, 60, 66, 4, "<ab>()"), false},
		{"no digits", frame(0, 60, 64, 4, "<zz>"), false},
		{"half a byte", frame(0, 60, 63, 4, "<a>"), false},
		{"white space between the digits", frame(0, 60, 66, 4, "<ab  >"), false},
		{"a dictionary", frame(0, 60, 66, 4, "<</A>>"), false},
		{"beyond all numbers", frame(0, 60, 9999999999, 4, "<ab>"), false},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			at := byteRange.FindSubmatchIndex(row.file)
			if at == nil {
				t.Fatal("no range")
			}
			_, content, err := cover(row.file, at)
			if (err == nil) != row.ok {
				t.Errorf("error %v", err)
			}
			if row.ok && (len(content) != 64 || !bytes.HasSuffix(content, []byte("tail"))) {
				t.Errorf("content %q", content)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	signer := openSigner(f)
	good := signed(f, signer)
	contents := bytes.Index(good, []byte("/Contents<")) + len("/Contents<")
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add(drawn(f, "it", sample()))
	f.Add([]byte("%PDF-1.7 /ByteRange [0 40 44 0] /Contents<30>"))
	f.Add([]byte("%PDF-"))
	f.Fuzz(func(t *testing.T, file []byte) {
		_, err := Verify(file, []*x509.Certificate{signer.certificate})
		if err != nil {
			return
		}
		if len(file) != len(good) || !bytes.Equal(file[:contents], good[:contents]) {
			t.Fatalf("accepted %d bytes that nobody signed", len(file))
		}
	})
}

func FuzzSignatureContainer(f *testing.F) {
	signer := openSigner(f)
	good := signed(f, signer)
	container, content, err := cover(good, byteRange.FindSubmatchIndex(good))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(container)
	f.Add([]byte{0x30, 0x80, 0x30, 0x80, 0x30, 0x80})
	deep := []byte{}
	for range 200 {
		deep, err = asn1.Marshal(asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: deep})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Add(deep)
	f.Fuzz(func(_ *testing.T, container []byte) {
		if len(container) <= mostSignature {
			_, _ = check(container, content, []*x509.Certificate{signer.certificate})
		}
	})
}
