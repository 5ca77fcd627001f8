package paper_test
import ("os";"testing";"strings";"serviziscolastici/shared/paper";"serviziscolastici/shared/calendar")
func TestZZ(t *testing.T){
 a:=sample(); f,_:=os.Create("/tmp/prev/a.pdf"); paper.WriteNotice(f,a); f.Close()
 b:=sample(); b.DueDate=calendar.Day{}; b.Creditor.Postal=&paper.PostalAccount{Number:"1016",Holder:"Comune di Vallechiara, servizio tesoreria",Authorisation:"AUT. DB/SSIC/E 01234 DEL 01.02.2026"}
 b.Recipient.Name="Massimiliano Alessandro Della Rovere Buonarroti"; b.Subject="Pagamento mensa, trasporto, prescuola e doposcuola dell'anno scolastico 2026/2027 per più alunni"
 b.Amount=99999999; b.Recipient.Address=strings.Repeat("Via dell'Università Ștefan Ğül 12, ",5); b.Creditor.Counters="Municipio, piazza della Libertà 1"
 f,_=os.Create("/tmp/prev/b.pdf"); if err:=paper.WriteNotice(f,b); err!=nil {t.Fatal(err)}; f.Close()
}
