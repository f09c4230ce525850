import { expect, type APIRequestContext } from "@playwright/test";

interface Letter {
    to: { address: string }[];
    subject: string;
    text: string;
}

/** The path behind the link of the newest letter to somebody whose subject matches. */
export async function linkIn(request: APIRequestContext, address: string, subject: RegExp): Promise<string> {
    let found: string | undefined;
    await expect
        .poll(
            async () => {
                const letters = (await (await request.get(`${process.env.INBOX_URL}/email`)).json()) as Letter[];
                const letter = letters.findLast(
                    (one) => one.to.some((to) => to.address === address) && subject.test(one.subject),
                );
                found = letter?.text.match(/https?:\/\/\S+#token=\S+/)?.[0];
                return found;
            },
            { message: `a letter to ${address} about ${subject}`, timeout: 20_000 },
        )
        .toBeDefined();
    const url = new URL(found!);
    return url.pathname + url.hash;
}
