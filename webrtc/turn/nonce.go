package turn

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"net/netip"

	"github.com/pion/stun"
)

// nonces ties those that go out as datagrams to who gets them: what somebody heard on the line is no use from another address, and nothing need
// be remembered. A nonce is written in hexadecimal, and no server minds which of its letters are capitals: the address says which. Connections
// need none of it, for each has its own server.
type nonces struct{ secret []byte }

// mark writes the nonce of a refusal, if it has one, as its address says.
func (n nonces) mark(refusal []byte, to netip.AddrPort) {
	nonce := nonceOf(refusal, refused)
	capitals := n.capitals(nonce, to)
	for i, c := range nonce {
		if isLetter(c) && capitals(i) {
			nonce[i] = c &^ 0x20
		}
	}
}

// weigh spoils the nonce of a request, in its place, that is not written as its address says: the server answers that it is stale, with another.
func (n nonces) weigh(request []byte, from netip.AddrPort) {
	nonce := nonceOf(request, asked)
	capitals := n.capitals(nonce, from)
	for i, c := range nonce {
		if isLetter(c|0x20) && (c&0x20 == 0) != capitals(i) {
			nonce[0] = 'x' // no digit of any nonce
			return
		}
	}
}

// capitals says which letters are, for an address.
func (n nonces) capitals(nonce []byte, of netip.AddrPort) func(i int) bool {
	if len(nonce) == 0 {
		return nil
	}
	mac := hmac.New(sha256.New, n.secret)
	mac.Write([]byte(of.String()))
	bits := mac.Sum(nil)
	return func(i int) bool { return bits[i/8%len(bits)]>>(i%8)&1 == 1 }
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'f' }

// The classes of messages with nonces, as the first two bytes tell (RFC 8489, 5).
const (
	class   = 0x0110
	asked   = 0x0000
	refused = 0x0110
)

// nonceOf is the nonce in a message of a class, where it lies; nil: there is none.
func nonceOf(b []byte, of uint16) []byte {
	if len(b) < 2 || b[0]>>6 != 0 || binary.BigEndian.Uint16(b)&class != of || !stun.IsMessage(b) {
		return nil
	}
	m := &stun.Message{Raw: b}
	if m.Decode() != nil {
		return nil
	}
	a, found := m.Attributes.Get(stun.AttrNonce)
	if !found {
		return nil
	}
	return a.Value // a part of b
}
