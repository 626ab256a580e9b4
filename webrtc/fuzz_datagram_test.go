package webrtc

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1" // as STUN has it
	"encoding/binary"
	"hash/crc32"
	"net"
	"runtime"
	"testing"
	"time"
)

// knocker sends datagrams to the port from one address, and knows by STUN whether the port still answers.
type knocker struct {
	z       *fuzzed
	conn    *net.UDPConn
	session *Session
	server  fragment
	count   uint32
}

func newKnocker(f *testing.F, z *fuzzed) *knocker {
	f.Helper()
	conn, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: z.engine.Port()})
	if err != nil {
		f.Fatal(err)
	}
	k := &knocker{z: z, conn: conn}
	f.Cleanup(func() {
		if k.session != nil {
			k.session.End()
		}
		if err := conn.Close(); err != nil {
			f.Error(err)
		}
	})
	return k
}

// anew begins another session: what came may have ended the one before, as it may.
func (k *knocker) anew(t *testing.T) {
	t.Helper()
	if k.session != nil {
		k.session.End()
	}
	s, err := k.z.room.Play(Member{ID: "eva"}, describe("recvonly", "audio video"))
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse(s.Answer())
	if err != nil {
		t.Fatal(err)
	}
	k.session, k.server = s, fragment{ufrag: attribute(d, "ice-ufrag"), pwd: attribute(d, "ice-pwd")}
}

// check is a binding request (RFC 8489) of an ICE client that nominates, and the transaction's id.
func (k *knocker) check() (request, id []byte) {
	k.count++
	id = binary.BigEndian.AppendUint32([]byte("aula-try"), k.count)
	b := append([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42}, id...)
	add := func(kind uint16, value []byte) {
		b = binary.BigEndian.AppendUint16(b, kind)
		b = binary.BigEndian.AppendUint16(b, uint16(len(value)))
		b = append(b, value...)
		b = append(b, make([]byte, (4-len(value)%4)%4)...)
	}
	length := func(more int) { binary.BigEndian.PutUint16(b[2:], uint16(len(b)-20+more)) }
	add(0x0006, []byte(k.server.ufrag+":clnt"))
	add(0x0024, []byte{0x6e, 0, 0, 1})
	add(0x802a, make([]byte, 8))
	add(0x0025, nil)
	length(24)
	mac := hmac.New(sha1.New, []byte(k.server.pwd))
	mac.Write(b)
	add(0x0008, mac.Sum(nil))
	length(8)
	add(0x8028, binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(b)^0x5354554e))
	return b, id
}

// answers tells whether the port answers a check in time.
func (k *knocker) answers(t *testing.T, patience time.Duration) bool {
	t.Helper()
	request, id := k.check()
	if _, err := k.conn.Write(request); err != nil {
		t.Fatal(err)
	}
	if err := k.conn.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 2048)
	for {
		n, err := k.conn.Read(b)
		if err != nil {
			return false
		}
		if n >= 20 && b[0] == 1 && b[1] == 1 && bytes.Equal(b[8:20], id) {
			return true
		}
	}
}

func FuzzDatagram(f *testing.F) {
	z := fuzzEngine(f)
	k := newKnocker(f, z)
	k.server = fragment{ufrag: "nobody", pwd: "0123456789012345678901"}
	request, _ := k.check() // for somebody who is not there
	f.Add(request)
	f.Add([]byte{0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42})
	f.Add([]byte{22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0}) // DTLS: a client's hello of a byte
	f.Add([]byte{21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40})                                  // a fatal alert
	f.Add([]byte{20, 0xfe, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add(vp8Seed(1, true))
	f.Add([]byte{0x80, 201, 0, 1, 0, 0, 0, 7})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 60000 {
			return // no datagram
		}
		if k.session == nil {
			k.anew(t)
			if !k.answers(t, 5*time.Second) {
				t.Fatal("the port does not answer at all")
			}
		}
		if _, err := k.conn.Write(b); err != nil {
			t.Fatal(err)
		}
		if !k.answers(t, 300*time.Millisecond) {
			k.anew(t)
			if !k.answers(t, 5*time.Second) {
				t.Fatal("the port no longer answers")
			}
		}
		if n := z.room.size(); n > 1 {
			t.Fatalf("%d peers of one", n)
		}
		if n := runtime.NumGoroutine(); n > z.calm+mostLeft {
			t.Fatalf("%d goroutines, %d while nobody is there", n, z.calm)
		}
	})
}
