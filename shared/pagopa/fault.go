package pagopa

import "fmt"

// FaultCode is a code of pagoPA's catalogue of a creditor's errors ("Errori del Dominio EC").
type FaultCode string

// The codes that this station emits.
const (
	FaultSyntax      FaultCode = "PAA_SINTASSI_XSD"
	FaultCreditor    FaultCode = "PAA_ID_DOMINIO_ERRATO"
	FaultBroker      FaultCode = "PAA_ID_INTERMEDIARIO_ERRATO"
	FaultStation     FaultCode = "PAA_STAZIONE_INT_ERRATA"
	FaultUnknown     FaultCode = "PAA_PAGAMENTO_SCONOSCIUTO"
	FaultPaid        FaultCode = "PAA_PAGAMENTO_DUPLICATO"
	FaultInProgress  FaultCode = "PAA_PAGAMENTO_IN_CORSO"
	FaultExpired     FaultCode = "PAA_PAGAMENTO_SCADUTO"
	FaultCancelled   FaultCode = "PAA_PAGAMENTO_ANNULLATO"
	FaultDuplicateRT FaultCode = "PAA_RECEIPT_DUPLICATA"
	FaultSemantics   FaultCode = "PAA_SEMANTICA"
	FaultSystem      FaultCode = "PAA_SYSTEM_ERROR"
)

// Text is the catalogue's fixed text of the code (faultString). The catalogue has none for
// PAA_RECEIPT_DUPLICATA; GovPay's wording is used there.
func (c FaultCode) Text() string {
	switch c {
	case FaultSyntax:
		return "Errore di sintassi XSD"
	case FaultCreditor:
		return "La PAA non corrisponde al Dominio indicato"
	case FaultBroker:
		return "Identificativo intermediario non corrispondente"
	case FaultStation:
		return "Stazione intermediario non corrispondente"
	case FaultUnknown:
		return "Pagamento in attesa risulta sconosciuto all'Ente Creditore"
	case FaultPaid:
		return "Pagamento in attesa risulta concluso all'Ente Creditore"
	case FaultInProgress:
		return "Pagamento in attesa risulta in corso all'Ente Creditore"
	case FaultExpired:
		return "Pagamento in attesa risulta scaduto all'Ente Creditore"
	case FaultCancelled:
		return "Pagamento in attesa risulta annullato all'Ente Creditore"
	case FaultDuplicateRT:
		return "La receipt risulta gia' acquisita"
	case FaultSemantics:
		return "Errore semantico"
	default:
		return "Errore generico"
	}
}

// Fault is a KO answer of the station. Description says more to pagoPA's operators; it holds
// neither amounts nor personal data, because payers' apps may show it.
type Fault struct {
	Code        FaultCode
	Description string
}

// Error returns the code and the description.
func (f *Fault) Error() string {
	if f.Description == "" {
		return string(f.Code)
	}
	return string(f.Code) + ": " + f.Description
}

// NewFault returns a fault with a formatted description.
func NewFault(code FaultCode, format string, args ...any) *Fault {
	return &Fault{Code: code, Description: fmt.Sprintf(format, args...)}
}
