export declare function withProjectLock<T>(path: string, work: () => Promise<T>, onWait?: () => void): Promise<T>;
