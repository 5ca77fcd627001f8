package office

import "github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

// Action is what an operator does, as the register lists it.
type Action string

// The actions, in the order of their words.
const (
	LoggedIn         Action = "Accesso"
	AdultAdded       Action = "Adulto aggiunto"
	AdultRemoved     Action = "Adulto tolto"
	NoticeAgain      Action = "Avviso ripubblicato"
	NoticeWithdrawn  Action = "Avviso: annullato"
	NoticeRepriced   Action = "Avviso: importo cambiato"
	NoticePaid       Action = "Avviso: pagamento al Comune"
	NoticeReissued   Action = "Avviso: riemesso"
	PayerChanged     Action = "Cambiato chi paga"
	CodesSwapped     Action = "Codici scambiati tra alunni"
	ColumnsTold      Action = "Colonne abbinate"
	NewsPublished    Action = "Comunicazione pubblicata"
	NewsWithdrawn    Action = "Comunicazione ritirata"
	AccountAdjusted  Action = "Conto rettificato"
	CreditMoved      Action = "Credito spostato"
	AdultCorrected   Action = "Dati dell’adulto corretti"
	PupilCorrected   Action = "Dati dell’alunno corretti"
	DeviceAdded      Action = "Dispositivo abilitato"
	DeviceRevoked    Action = "Dispositivo revocato"
	DebtorsRead      Action = "Elenco dei debitori letto"
	Exported         Action = "Esportazione"
	FileConfirmed    Action = "File caricato"
	ImportDropped    Action = "Importazione annullata"
	ImportResumed    Action = "Importazione ripresa"
	Enrolled         Action = "Iscrizione cambiata"
	EndingsRead      Action = "ISEE in scadenza consultati"
	OperatorAdded    Action = "Operatore aggiunto"
	OperatorLoaded   Action = "Operatore caricato"
	OperatorRestored Action = "Operatore ripristinato"
	OperatorRemoved  Action = "Operatore tolto"
	PaymentCredited  Action = "Pagamento accreditato"
	PaymentAttached  Action = "Pagamento collegato"
	SheetCorrected   Action = "Presenze corrette"
	SheetSent        Action = "Presenze inviate"
	MealsRepriced    Action = "Ricalcolo dei pasti richiesto"
	RowsStored       Action = "Riga di un file registrata"
	FileStored       Action = "Righe di un file registrate"
	RowsTaken        Action = "Righe di un file scaricate"
	RowsOpened       Action = "Righe scartate da sistemare"
	RowsSettled      Action = "Righe scartate sistemate"
	RefundUndone     Action = "Rimborso annullato"
	RefundApproved   Action = "Rimborso approvato"
	RefundAsked      Action = "Rimborso chiesto"
	RefundListed     Action = "Rimborso nell'elenco per la tesoreria"
	RefundPaid       Action = "Rimborso pagato"
	ReportAnswered   Action = "Risposta a una segnalazione"
	RolesChanged     Action = "Ruoli di un operatore cambiati"
	RolesFromGroups  Action = "Ruoli presi dai gruppi"
	ReportTaken      Action = "Segnalazione presa in carico"
	ServiceClosed    Action = "Servizio sospeso"
	ServiceReopened  Action = "Sospensione tolta"
	TariffAdded      Action = "Tariffa aggiunta"
	TariffsCopied    Action = "Tariffe copiate"
	DepositTaken     Action = "Versamento registrato"
)

// Actions are all of them. No record has another one.
func Actions() []Action {
	return []Action{
		LoggedIn, AdultAdded, AdultRemoved, NoticeAgain, NoticeWithdrawn, NoticeRepriced, NoticePaid, NoticeReissued,
		PayerChanged, CodesSwapped, ColumnsTold, NewsPublished, NewsWithdrawn, AccountAdjusted, CreditMoved, AdultCorrected,
		PupilCorrected, DeviceAdded, DeviceRevoked, DebtorsRead, Exported, FileConfirmed, ImportDropped, ImportResumed,
		Enrolled, EndingsRead, OperatorAdded, OperatorLoaded, OperatorRestored, OperatorRemoved, PaymentCredited,
		PaymentAttached, SheetCorrected, SheetSent, MealsRepriced, RowsStored, FileStored, RowsTaken, RowsOpened, RowsSettled,
		RefundUndone, RefundApproved, RefundAsked, RefundListed, RefundPaid, ReportAnswered, RolesChanged, RolesFromGroups, ReportTaken, ServiceClosed,
		ServiceReopened, TariffAdded, TariffsCopied, DepositTaken,
	}
}

// answeredOnce is the word that older records have for ReportAnswered.
const answeredOnce = "Segnalazione risposta"

// UnmarshalDynamoDBAttributeValue reads an action; one that was renamed comes by its present word, so that all are found by it.
func (a *Action) UnmarshalDynamoDBAttributeValue(value types.AttributeValue) error {
	if text, is := value.(*types.AttributeValueMemberS); is {
		*a = Action(text.Value)
	}
	if *a == answeredOnce {
		*a = ReportAnswered
	}
	return nil
}
