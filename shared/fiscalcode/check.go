package fiscalcode

import "strings"

// omocodia holds the letters that stand for the digits 0 to 9.
const omocodia = "LMNPQRSTUV"

// oddValue returns the value of a character in an odd place (they count from 1).
// A digit is worth the same as the letter at its place in the alphabet.
func oddValue(place int) int {
	values := [26]int{
		1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
		2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
	}
	return values[place]
}

// checkLetter returns the sixteenth character that follows from the first 15,
// which are capital letters and digits, as written.
func checkLetter(first15 string) byte {
	sum := 0
	for i := range len(first15) {
		value := place(first15[i])
		if i%2 == 0 {
			value = oddValue(value)
		}
		sum += value
	}
	return byte('A' + sum%26)
}

// place returns 0 for '0' and 'A', 1 for '1' and 'B', and so on.
func place(char byte) int {
	if char <= '9' {
		return int(char - '0')
	}
	return int(char - 'A')
}

// checkDigit returns the eleventh digit of a provisional code, which follows
// the rule of VAT numbers.
func checkDigit(first10 string) byte {
	sum := 0
	for i := range len(first10) {
		digit := int(first10[i] - '0')
		if i%2 == 1 {
			digit *= 2
		}
		if digit > 9 {
			digit -= 9
		}
		sum += digit
	}
	return byte('0' + (10-sum%10)%10)
}

// dayExists reports whether the day of birth is 1 to 31, or 41 to 71 for a woman.
func dayExists(code string) bool {
	day := digit(code[9])*10 + digit(code[10])
	return day >= 1 && day <= 31 || day >= 41 && day <= 71
}

func digit(char byte) int {
	if at := strings.IndexByte(omocodia, char); at >= 0 {
		return at
	}
	return int(char - '0')
}
