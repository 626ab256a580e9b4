package oidc

import "slices"

// proven are the values of acr that stand for two factors: SPID's and CIE's second and third level (AgID's technical rules), eIDAS's
// substantial and high (Commission Implementing Regulation 2015/1502, section 2.2.1), and REFEDS's profile, which a directory may be told to
// give to whoever has shown a second factor.
var proven = []string{
	"https://www.spid.gov.it/SpidL2", "https://www.spid.gov.it/SpidL3",
	"http://eidas.europa.eu/LoA/substantial", "http://eidas.europa.eu/LoA/high",
	"https://refeds.org/profile/mfa",
}

// Strong tells whether the person has shown who they are by two factors: the settings ask for such a level, and the id_token names it.
func (p *Provider) Strong(who *Identity) bool {
	return slices.Contains(proven, who.Level) && slices.Contains(p.settings.Levels, who.Level)
}
