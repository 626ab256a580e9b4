package organisations

import "slices"

// Service is something that the centre helps the bodies to adopt. Each has a card: its texts are under "service.".
type Service string

// The services, in the order in which people see them.
const (
	Site     Service = "site"
	WiFi     Service = "wifi"
	Mail     Service = "mail" // and certified mail
	Payments Service = "payments"
	Cloud    Service = "cloud"
	Identity Service = "identity" // SPID and CIE
	AppIO    Service = "app_io"
	Protocol Service = "protocol" // and digital acts
	OpenData Service = "open_data"
	Training Service = "training" // the academy itself
)

// Services are all of them.
var Services = []Service{Training, Site, Identity, Payments, AppIO, Protocol, Mail, Cloud, WiFi, OpenData}

// Known tells whether there is such a service.
func (s Service) Known() bool { return slices.Contains(Services, s) }
