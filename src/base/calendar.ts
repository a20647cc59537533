/** A date of the proleptic Gregorian calendar. */
export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Whether a text is a date that the calendar has, as `2026-12-25`. */
export function isCalendarDate(text: string): boolean {
  const [, year = 0, month = 0, day = 0] = (DATE.exec(text) ?? []).map(Number);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(year, month);
}

export function daysOfMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAYS_OF_400_YEARS = 146_097;
const DAYS_OF_4_YEARS = 1_461;

/** Days since 1970-01-01 in the proleptic Gregorian calendar. Years begin in March here, so that a leap day is the last of one. */
export function dayOfCivil({ year, month, day }: CivilDate): number {
  const y = month > 2 ? year : year - 1;
  const cycle = Math.floor(y / 400);
  const ofCycle = y - cycle * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfCycle = ofCycle * 365 + Math.floor(ofCycle / 4) - Math.floor(ofCycle / 100) + ofYear;
  return cycle * DAYS_OF_400_YEARS + dayOfCycle - 719_468;
}

/** The opposite. */
export function civilOfDay(day: number): CivilDate {
  const shifted = day + 719_468;
  const cycle = Math.floor(shifted / DAYS_OF_400_YEARS);
  const ofCycle = shifted - cycle * DAYS_OF_400_YEARS;
  const yearOfCycle = Math.floor(
    (ofCycle -
      Math.floor(ofCycle / (DAYS_OF_4_YEARS - 1)) +
      Math.floor(ofCycle / 36_524) -
      Math.floor(ofCycle / (DAYS_OF_400_YEARS - 1))) /
      365,
  );
  const ofYear = ofCycle - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0);
  return { year, month, day: ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1 };
}

/** `2026-11-30`; years before 0 and after 9999 have a sign and six digits. */
export function dateOfDay(day: number): string {
  const { year, month, day: ofMonth } = civilOfDay(day);
  const digits =
    year >= 0 && year <= 9_999
      ? String(year).padStart(4, '0')
      : `${year < 0 ? '-' : '+'}${String(Math.abs(year)).padStart(6, '0')}`;
  return `${digits}-${String(month).padStart(2, '0')}-${String(ofMonth).padStart(2, '0')}`;
}
