package io.paymentdone.notification.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paymentdone.events.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Rejected records as bytes: a version, their number, and of each what a dead letter has. A byte
 * array is its length and its bytes, null is the length -1.
 *
 * <p>Rows of an earlier release may wait while a new one starts, so another form has another
 * version, and the former one is read too.
 */
final class RejectedRecords {

  private static final int VERSION = 1;

  private RejectedRecords() {}

  static byte[] write(List<RejectedRecord> rejected) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(rejected.size());
      for (RejectedRecord record : rejected) {
        write(out, record);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, RejectedRecord rejected) throws IOException {
    ConsumerRecord<byte[], byte[]> source = rejected.source();
    out.writeInt(source.partition());
    out.writeLong(source.offset());
    out.writeLong(source.timestamp());
    write(out, source.timestampType().name.getBytes(UTF_8));
    write(out, source.key());
    write(out, source.value());
    Header[] headers = source.headers().toArray();
    out.writeInt(headers.length);
    for (Header header : headers) {
      write(out, header.key().getBytes(UTF_8));
      write(out, header.value());
    }
    write(out, rejected.reason().name().getBytes(UTF_8));
    write(out, rejected.detail().getBytes(UTF_8));
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? -1 : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  /** Reads what {@link #write} has written. */
  static List<RejectedRecord> read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalStateException(
            "Rejected records of version " + version + ", which a later release wrote");
      }
      int count = in.readInt();
      List<RejectedRecord> rejected = new ArrayList<>(count);
      for (int n = 0; n < count; n++) {
        rejected.add(readRecord(in));
      }
      return rejected;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RejectedRecord readRecord(DataInputStream in) throws IOException {
    int partition = in.readInt();
    long offset = in.readLong();
    long timestamp = in.readLong();
    TimestampType type = TimestampType.forName(text(in));
    byte[] key = readBytes(in);
    byte[] value = readBytes(in);
    int headerCount = in.readInt();
    Headers headers = new RecordHeaders();
    for (int n = 0; n < headerCount; n++) {
      headers.add(text(in), readBytes(in));
    }
    ConsumerRecord<byte[], byte[]> source =
        new ConsumerRecord<>(
            Topics.PAYMENT_DONE,
            partition,
            offset,
            timestamp,
            type,
            length(key),
            length(value),
            key,
            value,
            headers,
            Optional.empty());
    return new RejectedRecord(source, RejectionReason.valueOf(text(in)), text(in));
  }

  private static String text(DataInputStream in) throws IOException {
    byte[] bytes = readBytes(in);
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? ConsumerRecord.NULL_SIZE : bytes.length;
  }
}
