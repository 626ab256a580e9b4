package attendee

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"

	"github.com/pion/dtls/v2"
	"github.com/pion/ice/v2"
	"github.com/pion/interceptor"
	"github.com/pion/logging"
	pion "github.com/pion/webrtc/v3"
)

// Media makes the connections of many tabs as cheaply as one process can: one certificate, no interceptors.
type Media struct {
	API      *pion.API
	settings pion.SettingEngine
	config   pion.Configuration
}

// NewMedia returns what tabs share. On loopback alone they offer no other address.
func NewMedia(loopback bool) (*Media, error) {
	codecs, s := &pion.MediaEngine{}, pion.SettingEngine{}
	if err := codecs.RegisterDefaultCodecs(); err != nil {
		return nil, err
	}
	quiet := logging.NewDefaultLoggerFactory()
	quiet.DefaultLogLevel = logging.LogLevelDisabled
	s.LoggerFactory = quiet
	s.SetIncludeLoopbackCandidate(true)
	if loopback {
		s.SetInterfaceFilter(func(name string) bool { return name == "lo" })
	}
	s.SetNetworkTypes([]pion.NetworkType{pion.NetworkTypeUDP4})
	s.SetICEMulticastDNSMode(ice.MulticastDNSModeDisabled)
	s.SetSRTPProtectionProfiles(dtls.SRTP_AEAD_AES_128_GCM, dtls.SRTP_AES128_CM_HMAC_SHA1_80)
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	certificate, err := pion.GenerateCertificate(key)
	if err != nil {
		return nil, err
	}
	api := pion.NewAPI(pion.WithMediaEngine(codecs), pion.WithSettingEngine(s), pion.WithInterceptorRegistry(&interceptor.Registry{}))
	return &Media{api, s, pion.Configuration{Certificates: []pion.Certificate{*certificate}, BundlePolicy: pion.BundlePolicyMaxBundle}}, nil
}

// Connect makes one connection.
func (m *Media) Connect() (*pion.PeerConnection, error) { return m.API.NewPeerConnection(m.config) }

// Described sets a description of one's own and returns it with all candidates.
func Described(pc *pion.PeerConnection, d pion.SessionDescription, err error) (string, error) {
	if err != nil {
		return "", err
	}
	gathered := pion.GatheringCompletePromise(pc)
	if err := pc.SetLocalDescription(d); err != nil {
		return "", err
	}
	<-gathered
	return pc.LocalDescription().SDP, nil
}
