package demo

import "aula/accounts/spid/testidp"

// Citizen is an invented person whom the demonstration provider knows. Their tax codes are well formed and nobody's.
type Citizen struct {
	SpidCode, Name, FamilyName, TaxCode, Email, Note string
}

// Citizens are two people of the demo academy and one who has no account there.
var Citizens = []Citizen{
	{"DEMO0000000001", "Giulia", "Conti", "CNTGLI85C54L219B", "giulia.conti@aula.example", "ha già un account"},
	{"DEMO0000000002", "Ahmed", "Benali", "BNLHMD90A01Z301V", "ahmed.benali@aula.example", "ha già un account"},
	{"DEMO0000000003", "Sofia", "Neri", "NRESFO78T45F205O", "sofia.neri@posta.example", "non ha ancora un account"},
}

func (c Citizen) attributes() []testidp.Attribute {
	return []testidp.Attribute{
		{Name: "spidCode", Value: c.SpidCode}, {Name: "name", Value: c.Name}, {Name: "familyName", Value: c.FamilyName},
		{Name: "fiscalNumber", Value: "TINIT-" + c.TaxCode}, {Name: "email", Value: c.Email},
	}
}

// failure is a reason of AgID's table for not coming in.
type failure struct {
	Number int
	Label  string
}

var failures = []failure{
	{19, "Password sbagliata più volte"},
	{20, "Nessuna credenziale per il livello chiesto"},
	{21, "Tempo scaduto"},
	{22, "Consenso negato"},
	{23, "Identità sospesa"},
	{25, "Accesso annullato"},
}
