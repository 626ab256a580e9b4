// Command crowd lets people into a room of Aula by the room's own protocol, so many, for so long, and prints what arrived:
//
//	go run ./bench/crowd -links FILE -for 30s             a joining link a line: a person each
//	go run ./bench/crowd -link URL -tabs 3                one person, by one link
//	go run ./bench/crowd -url URL -webinar ID -token TOKEN -tabs 3 -speak
//
// A person has ten tabs at most. A link that another device has used asks for a code, and is refused here.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"aula/bench/attendee"
)

type settings struct {
	links, link, url, webinar, token string
	tabs                             int
	length                           time.Duration
	media, loopback, speak           bool
}

func main() {
	var s settings
	flag.StringVar(&s.links, "links", "", "`FILE` with a joining link a line")
	flag.StringVar(&s.link, "link", "", "one joining link, a `URL`")
	flag.StringVar(&s.url, "url", "http://127.0.0.1:8090", "`URL` of the academy, for a token")
	flag.StringVar(&s.webinar, "webinar", "", "`ID` of the webinar, for a token")
	flag.StringVar(&s.token, "token", "", "an account's `TOKEN` instead of links")
	flag.IntVar(&s.tabs, "tabs", 1, "tabs of the one person that a token or a link names")
	flag.DurationVar(&s.length, "for", 10*time.Second, "how long")
	flag.BoolVar(&s.media, "media", true, "receive sound and pictures")
	flag.BoolVar(&s.loopback, "loopback", false, "offer loopback addresses only")
	flag.BoolVar(&s.speak, "speak", false, "the first tab speaks, if its person may")
	flag.Parse()
	people, err := s.people()
	if err == nil {
		err = s.run(people)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "crowd:", err)
		os.Exit(1)
	}
}

// people are whose tickets the flags name.
func (s settings) people() (list []attendee.Ticket, err error) {
	switch {
	case s.token != "" && s.webinar != "":
		return []attendee.Ticket{{URL: s.url, Webinar: s.webinar, Token: s.token}}, nil
	case s.link != "":
		t, err := attendee.ReadLink(s.link)
		return []attendee.Ticket{t}, err
	case s.links == "":
		return nil, fmt.Errorf("name links, or a webinar and a token")
	}
	file, err := os.Open(s.links)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); ; {
		if !lines.Scan() {
			return list, lines.Err()
		}
		if lines.Text() == "" {
			continue
		}
		t, err := attendee.ReadLink(lines.Text())
		if err != nil {
			return nil, err
		}
		list = append(list, t)
	}
}

// crowd is what came of everybody.
type crowd struct {
	mu      sync.Mutex // guards what follows
	tabs    []*attendee.Tab
	entered []time.Duration
	refused map[string]int
	events  map[string]int
}

func (s settings) run(people []attendee.Ticket) error {
	o, c := attendee.Options{Beat: attendee.Beat}, &crowd{refused: map[string]int{}, events: map[string]int{}}
	o.Heard = c.heard
	if s.media || s.speak {
		var err error
		if o.Media, err = attendee.NewMedia(s.loopback); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.length+time.Minute)
	defer cancel()
	var all sync.WaitGroup
	for _, t := range people {
		all.Go(func() { c.come(ctx, t, s.tabs, o) })
	}
	all.Wait()
	if s.speak && len(c.tabs) > 0 {
		if err := c.tabs[0].Speak(ctx); err != nil {
			return err
		}
	}
	wait := time.NewTimer(s.length)
	<-wait.C
	c.report()
	for _, t := range c.tabs {
		t.Cut()
	}
	return nil
}

// come lets one person in by so many tabs.
func (c *crowd) come(ctx context.Context, t attendee.Ticket, tabs int, o attendee.Options) {
	began := time.Now()
	first, err := attendee.Come(ctx, t, o)
	c.note(first, time.Since(began), err)
	for n := 1; n < tabs && err == nil; n++ {
		began = time.Now()
		var more *attendee.Tab
		more, err = first.Again(ctx)
		c.note(more, time.Since(began), err)
	}
}

func (c *crowd) note(t *attendee.Tab, took time.Duration, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		c.refused[err.Error()]++
		return
	}
	c.tabs, c.entered = append(c.tabs, t), append(c.entered, took)
}

func (c *crowd) heard(kind string, _ []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.events[kind]++
}

func (c *crowd) report() {
	c.mu.Lock()
	defer c.mu.Unlock()
	slices.Sort(c.entered)
	fmt.Printf("entered\t%d\n", len(c.entered))
	if n := len(c.entered); n > 0 {
		fmt.Printf("entry\tp50 %v, p99 %v, last %v\n", c.entered[n/2], c.entered[n*99/100], c.entered[n-1])
	}
	for why, n := range c.refused {
		fmt.Printf("refused\t%d\t%s\n", n, why)
	}
	playing, packets := 0, int64(0)
	for _, t := range c.tabs {
		if a := t.Arrived(); a.Packets > 0 {
			playing++
			packets += a.Packets
		}
	}
	fmt.Printf("playing\t%d\narrived\t%d packets\n", playing, packets)
	kinds := make([]string, 0, len(c.events))
	for kind := range c.events {
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	for _, kind := range kinds {
		fmt.Printf("event\t%s\t%d\n", kind, c.events[kind])
	}
}
