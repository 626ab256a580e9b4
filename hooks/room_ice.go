package hooks

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"aula/webrtc"
)

// Of one of these a network must let through so that sound and pictures pass, the best first.
const (
	carriesMedia  = "media"
	carriesRelay  = "relay"
	carriesSecure = "relay_tls"
)

type portView struct {
	Protocol string `json:"protocol"` // udp, tcp
	Host     string `json:"host"`
	Port     int    `json:"port"`
	Carries  string `json:"carries"`
}

// waysView is how a browser may reach the engine where the direct way is shut.
type waysView struct {
	Servers []webrtc.ICEServer `json:"servers"`
	Until   *time.Time         `json:"until"` // null: there are none
	Ports   []portView         `json:"ports"`
}

// ways gives who may come into a room short-lived credentials for the relay, and says which ports lead here. A tab asks when it needs
// them: most never do.
func (rs *rooms) ways(e *core.RequestEvent) error {
	who, err := rs.knocks(e)
	if err != nil {
		return err
	}
	if rs.engine == nil {
		return errNoMedia
	}
	host := hostOf(e.Request)
	servers, until := rs.engine.Servers(host, e.Request.PathValue("id"), who.ID)
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, waysView{append([]webrtc.ICEServer{}, servers...), moment(until), portsOf(rs.engine.Ports(host))})
}

// hostOf is the name by which the reader's browser knows us.
func hostOf(r *http.Request) string {
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		return host
	}
	return strings.Trim(r.Host, "[]") // of IPv6 where the port is understood
}

func portsOf(p webrtc.Ports) []portView {
	list := []portView{}
	for _, way := range []portView{
		{"udp", "", p.UDP, carriesMedia}, {"tcp", "", p.TCP, carriesMedia}, {"udp", "", p.RelayUDP, carriesRelay}, {"tcp", "", p.RelayTCP, carriesRelay},
	} {
		for _, way.Host = range p.Addresses {
			if way.Port != 0 {
				list = append(list, way)
			}
		}
	}
	if p.SecureTCP != 0 {
		list = append(list, portView{"tcp", p.Name, p.SecureTCP, carriesSecure})
	}
	return list
}
