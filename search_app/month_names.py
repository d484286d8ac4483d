"""The name of a month in English, Spanish or Russian goes in, its number comes out."""

ENGLISH = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

# Every form of a month's name: English, its short forms, Spanish, Russian (nominative, genitive, short).
_FORMS = """
january jan enero ene январь января янв
february feb febrero февраль февраля фев
march mar marzo март марта мар
april apr abril abr апрель апреля апр
may mayo май мая
june jun junio июнь июня июн
july jul julio июль июля июл
august aug agosto ago август августа авг
september sep sept septiembre setiembre сентябрь сентября сен сент
october oct octubre октябрь октября окт
november nov noviembre ноябрь ноября ноя
december dec diciembre dic декабрь декабря дек
"""

MONTHS = {
    form: number
    for number, line in enumerate(_FORMS.strip().splitlines(), 1)
    for form in line.split()
}
