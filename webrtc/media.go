package webrtc

import (
	"errors"
	"slices"

	"github.com/pion/dtls/v2"
	"github.com/pion/interceptor"
	"github.com/pion/interceptor/pkg/report"
	"github.com/pion/interceptor/pkg/twcc"
	"github.com/pion/rtcp"
	"github.com/pion/sdp/v3"
	pion "github.com/pion/webrtc/v3"
)

// profiles are the SRTP ciphers, the cheapest first: AES-CM costs four times as much as AES-GCM.
var profiles = []dtls.SRTPProtectionProfile{
	dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AEAD_AES_256_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80,
}

const (
	levelURI    = sdp.AudioLevelURI
	sendTimeURI = sdp.ABSSendTimeURI
)

// media makes connections of one kind.
type media struct {
	server, client pion.SettingEngine // by our part in the DTLS handshake when we answer
	codecs         *pion.MediaEngine
	interceptors   []interceptor.Factory
	config         pion.Configuration
}

// voiceFormat asks for Opus that mends a lost frame by the next one, and that sends nothing to speak of in silence.
const voiceFormat = "minptime=10;useinbandfec=1;usedtx=1"

// codecs of audio and video, the preferred first. No retransmission format (RTX): packets are sent again as they were.
func codecs(m *pion.MediaEngine, feedback []pion.RTCPFeedback) error {
	opus := pion.RTPCodecCapability{MimeType: pion.MimeTypeOpus, ClockRate: 48000, Channels: 2, SDPFmtpLine: voiceFormat}
	if err := m.RegisterCodec(pion.RTPCodecParameters{RTPCodecCapability: opus, PayloadType: 111}, pion.RTPCodecTypeAudio); err != nil {
		return err
	}
	redundant := pion.RTPCodecCapability{MimeType: mimeRED, ClockRate: 48000, Channels: 2, SDPFmtpLine: "111/111"}
	if err := m.RegisterCodec(pion.RTPCodecParameters{RTPCodecCapability: redundant, PayloadType: 63}, pion.RTPCodecTypeAudio); err != nil {
		return err
	}
	for _, video := range []struct {
		mime, format string
		number       pion.PayloadType
	}{
		{pion.MimeTypeVP8, "", 96},
		{pion.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 102},
		{pion.MimeTypeH264, "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f", 104},
	} {
		c := pion.RTPCodecCapability{MimeType: video.mime, ClockRate: 90000, SDPFmtpLine: video.format, RTCPFeedback: feedback}
		if err := m.RegisterCodec(pion.RTPCodecParameters{RTPCodecCapability: c, PayloadType: video.number}, pion.RTPCodecTypeVideo); err != nil {
			return err
		}
	}
	return nil
}

// newPublishing asks for what makes a publisher climb (transport-wide feedback) and reports what arrived.
func newPublishing(s pion.SettingEngine, c pion.Certificate) (media, error) {
	m := &pion.MediaEngine{}
	if err := codecs(m, []pion.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "ccm", Parameter: "fir"}, {Type: "transport-cc"}}); err != nil {
		return media{}, err
	}
	for uri, kinds := range map[string][]pion.RTPCodecType{
		sdp.TransportCCURI:     {pion.RTPCodecTypeAudio, pion.RTPCodecTypeVideo},
		sdp.SDESMidURI:         {pion.RTPCodecTypeAudio, pion.RTPCodecTypeVideo},
		sdp.SDESRTPStreamIDURI: {pion.RTPCodecTypeVideo},
		levelURI:               {pion.RTPCodecTypeAudio},
	} {
		for _, kind := range kinds {
			if err := m.RegisterHeaderExtension(pion.RTPHeaderExtensionCapability{URI: uri}, kind); err != nil {
				return media{}, err
			}
		}
	}
	feedback, err := twcc.NewSenderInterceptor()
	if err != nil {
		return media{}, err
	}
	reports, err := report.NewReceiverInterceptor()
	if err != nil {
		return media{}, err
	}
	return newMedia(s, m, c, feedback, reports)
}

// newPlaying has no interceptors: the shards do their work once for all.
func newPlaying(s pion.SettingEngine, c pion.Certificate) (media, error) {
	m := &pion.MediaEngine{}
	if err := codecs(m, []pion.RTCPFeedback{{Type: "nack"}, {Type: "nack", Parameter: "pli"}, {Type: "ccm", Parameter: "fir"}, {Type: "goog-remb"}}); err != nil {
		return media{}, err
	}
	if err := m.RegisterHeaderExtension(pion.RTPHeaderExtensionCapability{URI: sendTimeURI}, pion.RTPCodecTypeVideo); err != nil {
		return media{}, err
	}
	return newMedia(s, m, c)
}

func newMedia(s pion.SettingEngine, m *pion.MediaEngine, c pion.Certificate, i ...interceptor.Factory) (media, error) {
	made := media{server: s, client: s, codecs: m, interceptors: i, config: pion.Configuration{Certificates: []pion.Certificate{c}, BundlePolicy: pion.BundlePolicyMaxBundle, RTCPMuxPolicy: pion.RTCPMuxPolicyRequire}}
	return made, errors.Join(made.server.SetAnsweringDTLSRole(pion.DTLSRoleServer), made.client.SetAnsweringDTLSRole(pion.DTLSRoleClient))
}

// sealedBy leaves out all but the cheapest cipher for those who are known to know it.
func (m media) sealedBy(gcm bool) media {
	if gcm {
		m.server.SetSRTPProtectionProfiles(profiles[:1]...)
		m.client.SetSRTPProtectionProfiles(profiles[:1]...)
	}
	return m
}

// hearing tells the sender reports that come in.
func (m media) hearing(heard func(*rtcp.SenderReport)) media {
	m.interceptors = append(slices.Clone(m.interceptors), &ear{heard: heard})
	return m
}

// connect makes a connection that answers an offer, or offers itself (an empty one). Moved, if any, is told of each address of the other
// side that comes into use; floods, if it brings more streams than anybody needs.
func (m media) connect(offer string, b buffers, moved func(place), floods func(*pion.PeerConnection)) (*pion.PeerConnection, error) {
	s := m.server
	if parsed := (sdp.SessionDescription{}); offer != "" && parsed.UnmarshalString(offer) == nil && passive(&parsed) {
		s = m.client
	}
	way := &road{moved: moved}
	door := &gate{make: b}
	s.BufferFactory = door.buffer
	s.SetICEBindingRequestHandler(way.asked)
	interceptors := &interceptor.Registry{}
	for _, f := range m.interceptors {
		interceptors.Add(f)
	}
	api := pion.NewAPI(pion.WithSettingEngine(s), pion.WithMediaEngine(m.codecs), pion.WithInterceptorRegistry(interceptors))
	pc, err := api.NewPeerConnection(m.config)
	if err != nil {
		return nil, err
	}
	door.end = func() { floods(pc) }
	pc.SCTP().Transport().ICETransport().OnSelectedCandidatePairChange(way.took)
	return pc, nil
}

// passive says that the other side waits for our handshake.
func passive(d *sdp.SessionDescription) bool {
	if v, ok := d.Attribute(sdp.AttrKeyConnectionSetup); ok {
		return v == sdp.ConnectionRolePassive.String()
	}
	for _, section := range d.MediaDescriptions {
		if v, ok := section.Attribute(sdp.AttrKeyConnectionSetup); ok {
			return v == sdp.ConnectionRolePassive.String()
		}
	}
	return false
}
