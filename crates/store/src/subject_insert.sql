INSERT INTO subject (doc, type, area, code, code_number, name, members, phone, address, conflicts,
                     folded_name, folded_rest, phone_digits, initials)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
