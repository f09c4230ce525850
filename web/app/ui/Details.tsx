import { moment, money, sentence, words } from "../lib/format";
import { troubleWords } from "../lib/troubles";

const IS_MOMENT = /^\d{4}-\d\d-\d\dT\d\d:/;
const IS_CODE = /^[a-z]+(_[a-z]+)+$/;

interface DetailsProps {
    details: unknown;
    /** What is said elsewhere already. */
    without?: ReadonlySet<string>;
}

/** What is known of something, in words: amounts as money, times as times, and ids left out, for the log has them. */
export function Details({ details, without }: DetailsProps) {
    const known = (details ?? {}) as Record<string, unknown>;
    const currency = typeof known.currency === "string" ? known.currency : "usd";
    const parts = Object.entries(known).flatMap(([name, value]) => {
        if (value === null || name === "currency" || name.endsWith("_id") || without?.has(name)) return [];
        if (name.endsWith("_cents") && typeof value === "number") return `${sentence(name.slice(0, -6))} ${money(value, currency)}`;
        return `${sentence(name)}: ${text(name, value)}`;
    });
    return parts.length > 0 && <p className="text-sm break-words text-ink-3">{parts.join(" · ")}</p>;
}

function text(name: string, value: unknown): string {
    if (typeof value === "string") {
        if (name === "error") return troubleWords(value);
        if (IS_MOMENT.test(value)) return moment(value);
        return IS_CODE.test(value) ? words(value) : value;
    }
    // What Stripe answered wrongly says so in a message of its own.
    if (typeof value === "object" && value !== null && "message" in value) return String(value.message);
    return JSON.stringify(value);
}
