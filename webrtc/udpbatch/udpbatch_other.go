//go:build !linux

package udpbatch

import "net"

type sender = single

func newSender(socket *net.UDPConn) sender { return single{socket} }
