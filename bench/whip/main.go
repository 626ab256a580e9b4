// Command whip publishes to one address by WHIP and plays from another by WHEP, so many times, for so long, and prints what arrived:
//
//	go run ./bench/whip -token TOKEN -publish http://…/whip -play http://…/whep -count 20 -for 10s
//
// Either may be left out. It works with any server that speaks RFC 9725.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"aula/bench/attendee"
	"aula/bench/plain"
)

type settings struct {
	publish, play, token string
	count                int
	length               time.Duration
	loopback             bool
}

func main() {
	var s settings
	flag.StringVar(&s.publish, "publish", "", "publish to this `URL` (WHIP)")
	flag.StringVar(&s.play, "play", "", "play from this `URL` (WHEP)")
	flag.StringVar(&s.token, "token", "", "bearer `TOKEN`")
	flag.IntVar(&s.count, "count", 1, "play so many times at once")
	flag.DurationVar(&s.length, "for", 10*time.Second, "how long")
	flag.BoolVar(&s.loopback, "loopback", false, "offer loopback addresses only")
	flag.Parse()
	if s.publish == "" && s.play == "" || s.count < 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := s.run(); err != nil {
		fmt.Fprintln(os.Stderr, "whip:", err)
		os.Exit(1)
	}
}

func (s settings) run() (err error) {
	media, err := attendee.NewMedia(s.loopback)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.length+time.Minute)
	defer cancel()
	var publisher *plain.Session
	if s.publish != "" {
		if publisher, err = plain.Publish(ctx, media, plain.Target{Address: s.publish, Token: s.token}); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, publisher.End()) }()
	}
	var players []*plain.Session
	defer func() {
		for _, p := range players {
			err = errors.Join(err, p.End())
		}
	}()
	for range s.count {
		if s.play == "" {
			break
		}
		p, err := plain.Play(ctx, media, plain.Target{Address: s.play, Token: s.token})
		if err != nil {
			return fmt.Errorf("player %d: %w", len(players)+1, err)
		}
		players = append(players, p)
	}
	wait := time.NewTimer(s.length)
	<-wait.C
	report(publisher, players)
	return nil
}

func report(publisher *plain.Session, players []*plain.Session) {
	if publisher != nil {
		fmt.Printf("published\t%d packets\n", publisher.Sent())
	}
	playing, packets, bytes := 0, int64(0), int64(0)
	for _, p := range players {
		a := p.Arrived()
		packets, bytes = packets+a.Packets, bytes+a.Bytes
		if a.Packets > 0 {
			playing++
		}
	}
	fmt.Printf("playing\t%d of %d\narrived\t%d packets, %d bytes\n", playing, len(players), packets, bytes)
}
