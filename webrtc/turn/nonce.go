package turn

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"sync"

	"github.com/pion/stun"
)

// mostNonces is how many addresses are remembered at least; then the oldest go, who get another nonce at their next request.
const mostNonces = 8192

// nonces remembers which nonce each address of datagrams was given last. What somebody heard on the line is no use from elsewhere: a nonce of
// another address counts as stale. Connections need none of it, for each has its own server.
type nonces struct {
	mu            sync.Mutex // guards what follows
	newer, former map[netip.AddrPort][]byte
}

// gave remembers the nonce of an answer, if it has one.
func (n *nonces) gave(answer []byte, to netip.AddrPort) {
	nonce := nonceOf(answer, refusal)
	if nonce == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.newer == nil || len(n.newer) >= mostNonces {
		n.former, n.newer = n.newer, map[netip.AddrPort][]byte{}
	}
	n.newer[to] = bytes.Clone(nonce)
}

// weigh spoils the nonce of a request that was given to another address, in its place: the server answers that it is stale, with a new one.
func (n *nonces) weigh(request []byte, from netip.AddrPort) {
	nonce := nonceOf(request, asking)
	if len(nonce) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if !bytes.Equal(n.newer[from], nonce) && !bytes.Equal(n.former[from], nonce) {
		nonce[0] = 'x' // no digit of any nonce
	}
}

// The classes of messages with nonces, as the first two bytes tell (RFC 8489, 5).
const (
	class   = 0x0110
	asking  = 0x0000
	refusal = 0x0110
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
