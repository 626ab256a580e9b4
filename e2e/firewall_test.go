package e2e

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/sys/unix"
)

// offices counts those of this run, which may be open at the same time.
var offices atomic.Int32

// office is a network of its own with a firewall before it: the browser in it reaches the academy's pages through a cable, and of the
// academy's machine only the ports that the firewall lets pass.
type office struct {
	*testing.T
	name    string
	outside string // the academy's address as the office sees it
	second  string // another one of the same machine
	six     string // its address of IPv6
	rules   []string
}

// newOffice makes the network. It fails where that is not possible: nothing else shows that webinars pass a firewall.
func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{T: t}
	number := int(offices.Add(1))
	block := (os.Getpid()*4 + number) & 0x1fff << 3 // of eight addresses
	address := func(i int) string { return fmt.Sprintf("10.213.%d.%d", block>>8, block&255+i) }
	o.name = fmt.Sprintf("aula%d-%d", os.Getpid(), number)
	o.outside, o.second = address(1), address(2)
	network := fmt.Sprintf("fd8a:7d2c:%x::", block)
	o.six = network + "1"
	t.Cleanup(func() { _ = exec.Command("ip", "netns", "del", o.name).Run() }) // its cable goes with it
	cable := fmt.Sprintf("au%d-%d", os.Getpid(), number)
	for _, command := range []string{
		"netns add " + o.name,
		"link add " + cable + " type veth peer name inside netns " + o.name,
		"-n " + o.name + " link add hole type veth peer name abyss",
		// An address that IPv6 would give itself a second later is a change of network, at which browsers let go what they load.
		"link set " + cable + " addrgenmode none",
		"-n " + o.name + " link set inside addrgenmode none", "-n " + o.name + " link set hole addrgenmode none", "-n " + o.name + " link set abyss addrgenmode none",
		"addr add " + o.outside + "/29 dev " + cable, "addr add " + o.second + "/29 dev " + cable,
		"addr add " + o.six + "/64 nodad dev " + cable, "link set " + cable + " up",
		"-n " + o.name + " addr add " + address(3) + "/29 dev inside", "-n " + o.name + " addr add " + network + "3/64 nodad dev inside",
		"-n " + o.name + " link set inside up", "-n " + o.name + " link set lo up",
		"-n " + o.name + " link set abyss up", "-n " + o.name + " link set hole up arp off",
	} {
		o.ip(command)
	}
	o.ip("-4 -n " + o.name + " route add default dev hole table 7 src " + address(3))
	o.ip("-6 -n " + o.name + " route add default dev hole table 7 src " + network + "3")
	return o
}

func (o *office) ip(command string) {
	o.Helper()
	if out, err := exec.Command("ip", strings.Fields(command)...).CombinedOutput(); err != nil {
		o.Fatalf("ip %s: %v: %s\nThis test needs network namespaces: run it as root (or with CAP_NET_ADMIN and CAP_SYS_ADMIN), with the package iproute2.", command, err, out)
	}
}

// letsPass shuts everything but the cable of the pages and one port at one of the academy's addresses. What is shut goes without a word, as
// firewalls do it.
func (o *office) letsPass(protocol, address string, port int) {
	o.Helper()
	for _, rule := range o.rules {
		o.ip(strings.Replace(rule, " add ", " del ", 1))
	}
	o.rules = nil
	for _, rule := range []string{
		fmt.Sprintf("%s lookup main ipproto %s dport %d", address, protocol, port), o.outside + " lookup 7", o.second + " lookup 7", o.six + " lookup 7",
	} {
		family := "-4"
		if strings.Contains(rule, ":") {
			family = "-6"
		}
		rule = fmt.Sprintf("%s -n %s rule add prio %d to %s", family, o.name, len(o.rules)+1, rule)
		o.ip(rule)
		o.rules = append(o.rules, rule)
	}
}

// within does something in the office's network. The thread comes back: programs that it has started would end with it.
func (o *office) within(do func() error) error {
	runtime.LockOSThread()
	home, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		return err
	}
	defer home.Close()
	office, err := os.Open("/run/netns/" + o.name)
	if err != nil {
		return err
	}
	defer office.Close()
	if err := unix.Setns(int(office.Fd()), unix.CLONE_NEWNET); err != nil {
		return err
	}
	fault := do()
	if err := unix.Setns(int(home.Fd()), unix.CLONE_NEWNET); err != nil {
		return err // and the thread stays locked: nobody else may find it in the office
	}
	runtime.UnlockOSThread()
	return fault
}

// enters is the academy as somebody in the office reaches it, with a browser there.
func (o *office) enters(h *house) *house {
	o.Helper()
	var front net.Listener
	err := o.within(func() (err error) { front, err = net.Listen("tcp", "127.0.0.1:0"); return err })
	if err != nil {
		o.Fatal(err)
	}
	layCable(o.T, front, func() (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(h.url, "http://")) })
	return &house{url: "http://" + front.Addr().String(), dir: h.dir, demo: true, browser: o.browser()}
}

// browser starts one in the office: it is spoken to over pipes, which know no network.
func (o *office) browser(more ...chromedp.ExecAllocatorOption) context.Context {
	o.Helper()
	path, err := browserPath()
	if err != nil {
		o.Fatal(err)
	}
	way := filepath.Join(o.TempDir(), "browser")
	if err := os.WriteFile(way, []byte("#!/bin/sh\nexec ip netns exec "+o.name+" "+path+" \"$@\"\n"), 0o700); err != nil {
		o.Fatal(err)
	}
	more = append(more, chromedp.Flag("ignore-certificate-errors", true)) // the relay's is this test's own
	ctx, end, err := startBrowser(way, filepath.Join(o.TempDir(), "profile"), more...)
	if err != nil {
		o.Fatal(err)
	}
	o.Cleanup(end)
	return ctx
}

// ownCertificate is one for an address, in two files.
func ownCertificate(t *testing.T, address string) (certificate, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.ParseIP(address)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	certificate, key = filepath.Join(t.TempDir(), "turn.pem"), filepath.Join(t.TempDir(), "turn.key")
	if err := errors.Join(
		os.WriteFile(certificate, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret}), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	return certificate, key
}

// An office whose firewall lets pass one port of TCP, and then port 443 of an address that has no pages, holds and follows a webinar: pictures
// and sound go out and in.
func TestAWebinarPassesOfficeFirewalls(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	media := freeUDPPort(t)
	certificate, key := ownCertificate(t, o.second)
	h := newHouse(t, true,
		"--media-address", o.outside, "--media-port", strconv.Itoa(media), "--turn-port", strconv.Itoa(freeUDPPort(t)),
		"--turn-tls-address", o.second, "--turn-name", o.second, "--turn-certificate", certificate, "--turn-key", key)
	staff := h.as(t, "staff")
	w := plansWebinar(t, staff, "Oltre il firewall", nil)
	learner := h.newLearner(t, "Ufficio", "Chiuso")
	learner.post(w.path+"/registration", nil)
	inside := o.enters(h)
	for _, row := range []struct {
		says, door, way string
		address         string
		port            int
	}{
		{"one port of TCP", "vanno per TCP", "tcp", o.outside, media},
		{"port 443 of an address without pages", "cifrati come una pagina web", "relay_tls", o.second, 443},
	} {
		t.Run(row.way, func(t *testing.T) {
			o.letsPass("tcp", row.address, row.port)
			host := w.atDoor(t, inside, desktop, staff, 0)
			guest := w.atDoor(t, inside, desktop, learner, 0)
			host.turnsOnMicrophone()
			host.turnsOnCamera()
			for _, r := range []roomTab{host, guest} {
				r.reads("#transport", row.door)
			}
			guest.click("#network summary")
			guest.reads("#network-text", fmt.Sprintf("porta %d, verso %s", row.port, row.address))
			guest.picture("room-network-" + row.way)
			host.enters()
			guest.enters()
			guest.plays(1)
			if got := figure(t, h, `aula_media_ways{way="`+row.way+`"}`); got != 2 {
				t.Errorf("%v connections are said to go that way", got)
			}
		})
	}
}

// figure is one of the academy's figures.
func figure(t *testing.T, h *house, name string) float64 {
	t.Helper()
	for line := range strings.Lines(string(h.stranger(t).get("/metrics").body)) {
		if value, ok := strings.CutPrefix(line, name+" "); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	t.Fatalf("no figure %s", name)
	return 0
}
