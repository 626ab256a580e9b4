package demo

import "aula/accounts/spid/testidp"

// Citizen is an invented person whom the demonstration provider knows. Their tax codes are well formed and nobody's.
type Citizen struct {
	SpidCode, Name, FamilyName, TaxCode, Email, Note string
}

// The citizens are four, whom the academy knows in four ways: see Introduce.
var (
	known    = Citizen{"DEMO0000000001", "Giulia", "Conti", "CNTGLI85C54L219B", "giulia.conti@aula.example", "ha un account ed entra subito"}
	claimed  = Citizen{"DEMO0000000002", "Ahmed", "Benali", "BNLHMD90A01Z301V", "ahmed.benali@aula.example", "ha scritto il codice fiscale nel suo account"}
	stranger = Citizen{"DEMO0000000003", "Sofia", "Neri", "NRESFO78T45F205O", "sofia.neri@posta.example", "non ha ancora un account"}
	expected = Citizen{"DEMO0000000004", "Marco", "Riva", "RVIMRC80A15L219M", "marco.riva@aula.example", "il suo Comune lo aspetta"}
)

// Citizens are all of them.
var Citizens = []Citizen{known, claimed, stranger, expected}

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
