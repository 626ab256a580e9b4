package main

import "aula/webrtc"

// ours is a room of Aula's engine.
type ours struct {
	room     *webrtc.Room
	recorder *webrtc.Recorder
}

func openAula() (forwarder, error) {
	e, err := webrtc.Open(webrtc.Config{Address: "127.0.0.1"})
	if err != nil {
		return nil, err
	}
	r, err := e.Room("bench")
	return &ours{room: r}, err
}

func (o *ours) publish(offer string) (string, error) {
	s, err := o.room.Ingest(webrtc.Member{ID: "publisher", May: []webrtc.Source{webrtc.Camera, webrtc.Microphone}}, offer)
	if err != nil {
		return "", err
	}
	return s.Answer(), nil
}

func (o *ours) play(offer string) (string, error) {
	s, err := o.room.Play(webrtc.Member{ID: "viewer"}, offer)
	if err != nil {
		return "", err
	}
	return s.Answer(), nil
}
