package dev.solera.lifeline.internal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes records to bytes and reads them back, each component by its declared type: no type is ever named by the bytes. Both ends are of one build, so
 * there is no versioning here. Knows records, enums, strings, int, long, boolean, their boxes, durations, instants, addresses, and lists and sorted maps
 * of them; null goes as such.
 */
final class Codec {
    private static final int MOST_ELEMENTS = 1_000_000;
    private static final int MOST_BYTES = 1 << 20;
    /** What a type looks like is found out once: a state of a thousand virtual routers has a hundred thousand values. */
    private static final Map<Type, Form> FORMS = new ConcurrentHashMap<>();

    private Codec() {}

    static void write(Type type, @Nullable Object value, DataOutput to) throws IOException {
        write(form(type), value, to);
    }

    static @Nullable Object read(Type type, DataInput from) throws IOException {
        return read(form(type), from);
    }

    /** How values of one type go, null apart. */
    private interface Form {
        void write(Object value, DataOutput to) throws IOException;

        Object read(DataInput from) throws IOException;
    }

    /** Writes what is not null. */
    @FunctionalInterface
    private interface Writing<T> {
        void write(T value, DataOutput to) throws IOException;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(DataInput from) throws IOException;
    }

    private record Plain<T>(Class<T> type, Writing<T> writing, Reading<T> reading) implements Form {
        @Override
        public void write(Object value, DataOutput to) throws IOException {
            writing.write(type.cast(value), to);
        }

        @Override
        public Object read(DataInput from) throws IOException {
            return reading.read(from);
        }
    }

    private record Elements(Form element) implements Form {
        @Override
        public void write(Object value, DataOutput to) throws IOException {
            List<?> list = (List<?>) value;
            to.writeInt(list.size());
            for (Object each : list) {
                Codec.write(element, each, to);
            }
        }

        @Override
        public Object read(DataInput from) throws IOException {
            int size = size(from);
            List<@Nullable Object> list = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                list.add(Codec.read(element, from));
            }
            return list;
        }
    }

    private record Entries(Form key, Form element) implements Form {
        @Override
        public void write(Object value, DataOutput to) throws IOException {
            Map<?, ?> map = (Map<?, ?>) value;
            to.writeInt(map.size());
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Codec.write(key, entry.getKey(), to);
                Codec.write(element, entry.getValue(), to);
            }
        }

        @Override
        public Object read(DataInput from) throws IOException {
            int size = size(from);
            SortedMap<@Nullable Object, @Nullable Object> map = new TreeMap<>();
            for (int i = 0; i < size; i++) {
                Object at = Codec.read(key, from);
                map.put(at, Codec.read(element, from));
            }
            return map;
        }
    }

    private record Words(String type, Map<String, Object> constants) implements Form {
        @Override
        public void write(Object value, DataOutput to) throws IOException {
            to.writeUTF(((Enum<?>) value).name());
        }

        @Override
        public Object read(DataInput from) throws IOException {
            String name = from.readUTF();
            Object constant = constants.get(name);
            if (constant == null) {
                throw new IOException("no " + type + " is called " + name);
            }
            return constant;
        }
    }

    private record Fields(Constructor<?> constructor, List<Method> accessors, List<Form> forms) implements Form {
        @Override
        public void write(Object value, DataOutput to) throws IOException {
            for (int i = 0; i < forms.size(); i++) {
                Codec.write(forms.get(i), get(accessors.get(i), value), to);
            }
        }

        @Override
        public Object read(DataInput from) throws IOException {
            @Nullable Object[] values = new @Nullable Object[forms.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = Codec.read(forms.get(i), from);
            }
            try {
                return constructor.newInstance(values);
            } catch (ReflectiveOperationException | IllegalArgumentException e) {
                throw new IOException(
                        "cannot make a " + constructor.getDeclaringClass().getSimpleName(), e);
            }
        }

        private static @Nullable Object get(Method accessor, Object value) {
            try {
                return accessor.invoke(value);
            } catch (ReflectiveOperationException e) {
                throw new IllegalArgumentException("cannot read " + accessor, e);
            }
        }
    }

    private static void write(Form form, @Nullable Object value, DataOutput to) throws IOException {
        to.writeBoolean(value != null);
        if (value != null) {
            form.write(value, to);
        }
    }

    private static @Nullable Object read(Form form, DataInput from) throws IOException {
        return from.readBoolean() ? form.read(from) : null;
    }

    private static Form form(Type type) {
        Form known = FORMS.get(type);
        if (known == null) {
            known = find(type);
            FORMS.put(type, known);
        }
        return known;
    }

    private static Form find(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type[] of = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new Elements(form(of[0]));
            } else if (generic.getRawType() == SortedMap.class) {
                return new Entries(form(of[0]), form(of[1]));
            }
        } else if (type instanceof Class<?> raw) {
            if (raw.isEnum()) {
                return words(raw);
            } else if (raw.isRecord()) {
                return fields(raw);
            }
            return plain(raw);
        }
        throw new IllegalArgumentException("does not know " + type);
    }

    private static Form plain(Class<?> type) {
        if (type == String.class) {
            return new Plain<>(
                    String.class,
                    Codec::writeText,
                    from -> new String(bytes(from, from.readInt()), StandardCharsets.UTF_8));
        } else if (type == int.class || type == Integer.class) {
            return new Plain<>(Integer.class, (value, to) -> to.writeInt(value), DataInput::readInt);
        } else if (type == long.class || type == Long.class) {
            return new Plain<>(Long.class, (value, to) -> to.writeLong(value), DataInput::readLong);
        } else if (type == boolean.class || type == Boolean.class) {
            return new Plain<>(Boolean.class, (value, to) -> to.writeBoolean(value), DataInput::readBoolean);
        } else if (type == Duration.class) {
            return new Plain<>(
                    Duration.class,
                    (value, to) -> writeTime(value.getSeconds(), value.getNano(), to),
                    from -> Duration.ofSeconds(from.readLong(), from.readInt()));
        } else if (type == Instant.class) {
            return new Plain<>(
                    Instant.class,
                    (value, to) -> writeTime(value.getEpochSecond(), value.getNano(), to),
                    from -> Instant.ofEpochSecond(from.readLong(), from.readInt()));
        } else if (type == InetAddress.class) {
            return new Plain<>(
                    InetAddress.class,
                    Codec::writeAddress,
                    from -> InetAddress.getByAddress(bytes(from, from.readByte())));
        }
        throw new IllegalArgumentException("does not know " + type);
    }

    private static Form words(Class<?> type) {
        Map<String, Object> constants = new HashMap<>();
        for (Object constant : type.getEnumConstants()) {
            constants.put(((Enum<?>) constant).name(), constant);
        }
        return new Words(type.getSimpleName(), constants);
    }

    private static Form fields(Class<?> type) {
        List<Class<?>> types = new ArrayList<>();
        List<Method> accessors = new ArrayList<>();
        List<Form> forms = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            types.add(component.getType());
            accessors.add(component.getAccessor());
            forms.add(form(component.getGenericType()));
        }
        try {
            return new Fields(type.getDeclaredConstructor(types.toArray(Class<?>[]::new)), accessors, forms);
        } catch (NoSuchMethodException e) {
            throw new IllegalArgumentException("does not know " + type, e);
        }
    }

    private static void writeText(String text, DataOutput to) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        to.writeInt(bytes.length);
        to.write(bytes);
    }

    private static void writeTime(long seconds, int nanos, DataOutput to) throws IOException {
        to.writeLong(seconds);
        to.writeInt(nanos);
    }

    private static void writeAddress(InetAddress address, DataOutput to) throws IOException {
        byte[] bytes = address.getAddress();
        to.writeByte(bytes.length);
        to.write(bytes);
    }

    private static int size(DataInput from) throws IOException {
        int size = from.readInt();
        if (size < 0 || size > MOST_ELEMENTS) {
            throw new IOException(size + " elements");
        }
        return size;
    }

    private static byte[] bytes(DataInput from, int length) throws IOException {
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException(length + " bytes");
        }
        byte[] bytes = new byte[length];
        from.readFully(bytes);
        return bytes;
    }
}
