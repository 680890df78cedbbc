package dev.solera.lifeline.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to bytes and reads them back, each component by its declared type: no type is ever named by the bytes. Both ends are of one build, so
 * there is no versioning here. Knows records, enums, strings, int, long, boolean, their boxes, durations, instants, addresses, and lists and sorted maps
 * of them; null goes as such.
 */
final class Codec {
    private static final int MOST_ELEMENTS = 1_000_000;

    private Codec() {}

    static void write(Type type, @Nullable Object value, DataOutput to) throws IOException {
        to.writeBoolean(value != null);
        if (value == null) {
            return;
        }
        if (type instanceof ParameterizedType generic) {
            writeMany(generic, value, to);
        } else if (value instanceof String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            to.writeInt(bytes.length);
            to.write(bytes);
        } else if (value instanceof Integer number) {
            to.writeInt(number);
        } else if (value instanceof Long number) {
            to.writeLong(number);
        } else if (value instanceof Boolean flag) {
            to.writeBoolean(flag);
        } else if (value instanceof Enum<?> word) {
            to.writeUTF(word.name());
        } else if (value instanceof Duration duration) {
            to.writeLong(duration.getSeconds());
            to.writeInt(duration.getNano());
        } else if (value instanceof Instant instant) {
            to.writeLong(instant.getEpochSecond());
            to.writeInt(instant.getNano());
        } else if (value instanceof InetAddress address) {
            byte[] bytes = address.getAddress();
            to.writeByte(bytes.length);
            to.write(bytes);
        } else if (value instanceof Record) {
            for (RecordComponent component : raw(type).getRecordComponents()) {
                write(component.getGenericType(), get(component, value), to);
            }
        } else {
            throw new IllegalArgumentException("cannot write a " + value.getClass());
        }
    }

    private static void writeMany(ParameterizedType type, Object value, DataOutput to) throws IOException {
        Type[] arguments = type.getActualTypeArguments();
        if (value instanceof List<?> list) {
            to.writeInt(list.size());
            for (Object element : list) {
                write(arguments[0], element, to);
            }
        } else if (value instanceof Map<?, ?> map) {
            to.writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                write(arguments[0], entry.getKey(), to);
                write(arguments[1], entry.getValue(), to);
            }
        } else {
            throw new IllegalArgumentException("cannot write a " + type);
        }
    }

    static @Nullable Object read(Type type, DataInput from) throws IOException {
        if (!from.readBoolean()) {
            return null;
        }
        if (type instanceof ParameterizedType generic) {
            return readMany(generic, from);
        }
        Class<?> raw = raw(type);
        if (raw == String.class) {
            return new String(bytes(from, from.readInt()), StandardCharsets.UTF_8);
        } else if (raw == int.class || raw == Integer.class) {
            return from.readInt();
        } else if (raw == long.class || raw == Long.class) {
            return from.readLong();
        } else if (raw == boolean.class || raw == Boolean.class) {
            return from.readBoolean();
        } else if (raw.isEnum()) {
            return constant(raw, from.readUTF());
        } else if (raw == Duration.class) {
            return Duration.ofSeconds(from.readLong(), from.readInt());
        } else if (raw == Instant.class) {
            return Instant.ofEpochSecond(from.readLong(), from.readInt());
        } else if (raw == InetAddress.class) {
            return InetAddress.getByAddress(bytes(from, from.readByte()));
        } else if (raw.isRecord()) {
            return make(raw, from);
        }
        throw new IOException("cannot read a " + raw);
    }

    private static Object readMany(ParameterizedType type, DataInput from) throws IOException {
        Type[] arguments = type.getActualTypeArguments();
        int size = from.readInt();
        if (size < 0 || size > MOST_ELEMENTS) {
            throw new IOException(size + " elements");
        }
        if (raw(type) == List.class) {
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(read(arguments[0], from));
            }
            return list;
        }
        if (raw(type) != SortedMap.class) {
            throw new IOException("cannot read a " + type);
        }
        SortedMap<@Nullable Object, @Nullable Object> map = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            Object key = read(arguments[0], from);
            map.put(key, read(arguments[1], from));
        }
        return map;
    }

    private static Object make(Class<?> raw, DataInput from) throws IOException {
        RecordComponent[] components = raw.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = read(components[i].getGenericType(), from);
        }
        try {
            return raw.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new IOException("cannot make a " + raw.getSimpleName(), e);
        }
    }

    private static Object constant(Class<?> type, String name) throws IOException {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(name)) {
                return constant;
            }
        }
        throw new IOException("no " + type.getSimpleName() + " is called " + name);
    }

    private static @Nullable Object get(RecordComponent component, Object value) {
        try {
            return component.getAccessor().invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalArgumentException("cannot read " + component, e);
        }
    }

    private static byte[] bytes(DataInput from, int length) throws IOException {
        if (length < 0 || length > Wire.MOST_BYTES) {
            throw new IOException(length + " bytes");
        }
        byte[] bytes = new byte[length];
        from.readFully(bytes);
        return bytes;
    }

    private static Class<?> raw(Type type) {
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : (Class<?>) type;
    }
}
