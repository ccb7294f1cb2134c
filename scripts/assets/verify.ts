export async function verifyStarter(_: object): Promise<number> { return 0; }
