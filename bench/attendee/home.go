package attendee

import (
	"errors"

	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/nack"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"
)

// NewHome returns the media of a tab that does what a browser does about its line: it reports what it received, asks for pictures again that
// it lost, and takes sound that is sent redundantly.
func NewHome(loopback bool) (*Media, error) {
	m, err := NewMedia(loopback)
	if err != nil {
		return nil, err
	}
	codecs, interceptors := &pion.MediaEngine{}, &interceptor.Registry{}
	receives, err := report.NewReceiverInterceptor()
	asks, fault := nack.NewGeneratorInterceptor()
	err = errors.Join(err, fault, codecs.RegisterDefaultCodecs(), codecs.RegisterCodec(pion.RTPCodecParameters{
		RTPCodecCapability: pion.RTPCodecCapability{MimeType: "audio/red", ClockRate: voiceClock, Channels: 2, SDPFmtpLine: "111/111"}, PayloadType: redundant,
	}, pion.RTPCodecTypeAudio))
	for _, uri := range []string{sdp.SDESMidURI, sdp.SDESRTPStreamIDURI} {
		err = errors.Join(err, codecs.RegisterHeaderExtension(pion.RTPHeaderExtensionCapability{URI: uri}, pion.RTPCodecTypeVideo))
	}
	if err != nil {
		return nil, err
	}
	interceptors.Add(receives)
	interceptors.Add(asks)
	m.API = pion.NewAPI(pion.WithMediaEngine(codecs), pion.WithSettingEngine(m.settings), pion.WithInterceptorRegistry(interceptors))
	return m, nil
}
