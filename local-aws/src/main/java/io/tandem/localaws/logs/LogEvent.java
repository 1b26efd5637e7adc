package io.tandem.localaws.logs;

/**
 * A line of a file.
 *
 * @param offset where it begins in the file
 * @param end where the next one begins
 * @param time in milliseconds since 1970
 * @param size bytes that count towards the size of an answer
 */
record LogEvent(long offset, long end, long time, String message, int size) {}
