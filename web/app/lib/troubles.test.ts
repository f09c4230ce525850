import { expect, test } from "vitest";

import { troubleWords } from "./troubles";

test.each([
    ["gaierror: [Errno -2] Name or service not known", "The host's name was not found"],
    ["ConnectError: All connection attempts failed", "Nobody accepts connections there"],
    ["ConnectError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed", "No secure connection came about: its certificate is not valid for it"],
    ["RemoteProtocolError: Server disconnected without sending a response.", "The connection broke off"],
    ["no answer in 15 s", "No answer came in time"],
    ["TimeoutError: timed out", "No answer came in time"],
    ["canceling statement due to statement timeout", "It took longer than it may"],
    ["10.0.0.1 is not at public addresses only", "The host is not on the public internet"],
    ["reserved_domain", "Reserved domain"],
    ["550 mailbox full", "550 mailbox full"],
    ["answered with 500", "Answered with 500"],
])("%s", (raw, words) => {
    expect(troubleWords(raw)).toBe(words);
});
