package main

import (
	"net"

	"github.com/pion/interceptor"
	pion "github.com/pion/webrtc/v3"
)

// stock is pion as its examples forward: default codecs, default interceptors, TrackLocalStaticRTP. It, too, uses one UDP port.
type stock struct {
	api    *pion.API
	tracks []*pion.TrackLocalStaticRTP
}

func openStock() (forwarder, error) {
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	s := &stock{}
	settings := pion.SettingEngine{}
	settings.SetICEUDPMux(pion.NewICEUDPMux(nil, conn))
	settings.SetIncludeLoopbackCandidate(true)
	codecs, interceptors := &pion.MediaEngine{}, &interceptor.Registry{}
	if err := codecs.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	if err := pion.RegisterDefaultInterceptors(codecs, interceptors); err != nil {
		return nil, err
	}
	s.api = pion.NewAPI(pion.WithSettingEngine(settings), pion.WithMediaEngine(codecs), pion.WithInterceptorRegistry(interceptors))
	for _, mime := range []string{pion.MimeTypeVP8, pion.MimeTypeOpus} {
		t, err := pion.NewTrackLocalStaticRTP(pion.RTPCodecCapability{MimeType: mime}, mime, "bench")
		if err != nil {
			return nil, err
		}
		s.tracks = append(s.tracks, t)
	}
	return s, nil
}

func (s *stock) publish(offer string) (string, error) {
	pc, err := s.api.NewPeerConnection(pion.Configuration{})
	if err != nil {
		return "", err
	}
	pc.OnTrack(func(remote *pion.TrackRemote, _ *pion.RTPReceiver) {
		to := s.tracks[0]
		if remote.Kind() == pion.RTPCodecTypeAudio {
			to = s.tracks[1]
		}
		b := make([]byte, 1500)
		for {
			n, _, err := remote.Read(b)
			if err != nil {
				return
			}
			if _, err := to.Write(b[:n]); err != nil {
				return
			}
		}
	})
	return answered(pc, offer)
}

func (s *stock) play(offer string) (string, error) {
	pc, err := s.api.NewPeerConnection(pion.Configuration{})
	if err != nil {
		return "", err
	}
	for _, t := range s.tracks {
		sender, err := pc.AddTrack(t)
		if err != nil {
			return "", err
		}
		go func() {
			b := make([]byte, 1500)
			for {
				if _, _, err := sender.Read(b); err != nil {
					return
				}
			}
		}()
	}
	return answered(pc, offer)
}

func answered(pc *pion.PeerConnection, offer string) (string, error) {
	if err := pc.SetRemoteDescription(pion.SessionDescription{Type: pion.SDPTypeOffer, SDP: offer}); err != nil {
		return "", err
	}
	gathered := pion.GatheringCompletePromise(pc)
	a, err := pc.CreateAnswer(nil)
	if err != nil {
		return "", err
	}
	if err := pc.SetLocalDescription(a); err != nil {
		return "", err
	}
	<-gathered
	return pc.LocalDescription().SDP, nil
}
