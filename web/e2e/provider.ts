/** A company's identity provider: the one of the Python tests, on this machine, by another name. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Provider {
    url: string;
    stop: () => Promise<void>;
}

export async function startProvider(): Promise<Provider> {
    const server = spawn(".venv/bin/python", ["-m", "db.tests.http.issuer"], { cwd: "..", stdio: ["pipe", "pipe", "inherit"] });
    const [url] = (await once(createInterface(server.stdout), "line")) as [string];
    return {
        url,
        stop: async () => {
            server.stdin.end();
            await once(server, "exit");
        },
    };
}
